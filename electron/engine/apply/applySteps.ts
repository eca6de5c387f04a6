import type { ApplyOutcome, StepResult } from '#shared/edits/model.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Step } from '#shared/ops/step.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { type Attempt, attemptAt, hasFailedWhole, resultOf } from './attempt.ts';
import { deviceOf } from './device.ts';
import { cancelled, type Failure, failureOf } from './failure.ts';
import { leftWords } from './leftWords.ts';
import { anotherLink, brokenPromise, promisesOf, stoppedMeanwhile } from './meanwhile.ts';
import type { ApplyParts } from './parts.ts';
import { putBack } from './putBack.ts';
import { firstMismatch, isUnseen, waitUntil } from './verify.ts';

export interface Applied {
  readonly outcome: ApplyOutcome;
  readonly message: string;
  readonly advice: string;
  readonly steps: readonly StepResult[];
  /** The steps that changed something, in their order; empty unless the outcome is `done`. */
  readonly done: readonly Step[];
}

/** How long a source that told of an earlier step may take to answer again at the end. */
const SIGHT_MS = 15_000;

/**
 * Runs a plan's steps one after the other. Success of a step is that a fresh read shows what it promises; at the first
 * that fails, whatever was changed is put back in reverse order, which is verified in the same way.
 *
 * @param start a read of the moment, on which the plan is known to fit
 * @param signal aborted by the user; putting back can't be aborted
 */
export async function applySteps(
  steps: readonly Step[],
  start: HostSnapshot,
  parts: ApplyParts,
  signal: AbortSignal,
): Promise<Applied> {
  const attempts: Attempt[] = [];
  let facts = start;
  for (const [index, step] of steps.entries()) {
    const attempt = attemptAt(step, facts);
    if (signal.aborted) return ended(steps, attempts, start, cancelled, parts);
    attempts.push(attempt);
    if (firstMismatch(step.expects, facts) === '') {
      attempt.outcome = 'already-so';
      await parts.log?.ended(index, attempt);
      continue;
    }
    const other = anotherLink(attempt, steps.slice(0, index), start);
    if (other !== null) return ended(steps, attempts, start, other, parts);
    const tried = await tryStep(attempt, index, parts, signal);
    if (tried.failure !== null) return ended(steps, attempts, start, tried.failure, parts);
    attempt.outcome = 'done';
    facts = tried.facts;
    attempt.device ??= deviceOf(step.op, facts);
    await parts.log?.ended(index, attempt);
  }
  const promises = promisesOf(steps, start);
  // The read after the last step need not have seen what an earlier one was about.
  if (isUnseen(promises, facts)) {
    const onWait = () => parts.tell(steps.length - 1, 'Waiting until all of it can be read', true);
    facts = (await waitUntil(promises, SIGHT_MS, parts.read, parts.clock, onWait, signal)).snapshot;
  }
  const broken = brokenPromise(promises, start, facts);
  if (broken !== null) return ended(steps, attempts, start, broken, parts);
  const done = attempts.filter(({ outcome }) => outcome === 'done').map(({ step }) => step);
  return {
    outcome: 'done',
    message:
      done.length === 0
        ? 'Already done: the host shows it.'
        : `Done: a new read of the host shows it.${stoppedMeanwhile(steps, start, facts)}`,
    advice: '',
    steps: attempts.map(resultOf),
    done,
  };
}

type Tried = { readonly failure: Failure } | { readonly failure: null; readonly facts: HostSnapshot };

async function tryStep(
  attempt: Attempt,
  index: number,
  { rights, clock, read, tell, log }: ApplyParts,
  signal: AbortSignal,
): Promise<Tried> {
  const { step } = attempt;
  tell(index, step.title, true);
  const unkept = await log?.starting(index, attempt).then(
    () => null,
    (error: unknown) => asFailure(error),
  );
  if (unkept) return { failure: unkept };
  const ran = await rights.run(step.command, step.rights, { timeoutMs: step.timeoutMs, signal });
  attempt.ran = ran;
  if (ran.kind === 'refused') {
    return { failure: { kind: 'refused', message: ran.message, advice: ran.advice } };
  }
  if (ran.kind === 'dismissed') {
    return { failure: { ...cancelled, message: 'The prompt for the password was closed.' } };
  }
  // A command that failed is not waited for, but what it left behind is looked at.
  const hasEnded = ran.outcome.kind === 'exited' && ran.outcome.exitCode === 0;
  const seen = await waitUntil(
    step.expects,
    hasEnded ? step.settleMs : 0,
    read,
    clock,
    () => tell(index, step.waitingFor, true),
    signal,
  );
  attempt.mismatch = seen.mismatch;
  if (seen.mismatch === '' && !hasFailedWhole(attempt)) return { failure: null, facts: seen.snapshot };
  return { failure: failureOf(step, ran.outcome, seen.mismatch, signal.aborted) };
}

function asFailure(error: unknown): Failure {
  if (!(error instanceof UserFailure)) throw error;
  return { kind: 'refused', message: error.message, advice: error.advice };
}

/** Puts back what was changed, and says how it ended. */
async function ended(
  steps: readonly Step[],
  attempts: readonly Attempt[],
  start: HostSnapshot,
  failure: Failure,
  parts: ApplyParts,
): Promise<Applied> {
  const { changed, left } = await putBack(attempts, start, parts);
  const results = steps.map((step, index) => resultOf(attempts[index] ?? attemptAt(step, null)));
  const base = { message: failure.message, advice: failure.advice, steps: results, done: [] };
  if (left.length > 0) {
    const words = leftWords(left);
    return {
      ...base,
      outcome: 'half-done',
      message: `${failure.message} ${words.message}`,
      advice: `${failure.advice} ${words.advice}`.trim(),
    };
  }
  const suffix = changed ? ' What had been done was put back.' : ' Nothing was changed.';
  const outcome =
    failure.kind === 'failed' || (failure.kind === 'refused' && changed) ? 'put-back' : failure.kind;
  return { ...base, outcome, message: failure.message + suffix };
}
