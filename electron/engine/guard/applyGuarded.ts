import type { Plan } from '#shared/edits/model.ts';
import type { GuardTerms } from '#shared/guard.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Step } from '#shared/ops/step.ts';
import { UserFailure } from '#shared/userFailure.ts';
import type { Applied } from '../apply/applySteps.ts';
import { resultOf } from '../apply/attempt.ts';
import { cancelled, type Failure, failureOf } from '../apply/failure.ts';
import type { ApplyParts, StepLog } from '../apply/parts.ts';
import { isUnseen, waitUntil } from '../apply/verify.ts';
import type { Ran, Rights } from '../rights/rights.ts';
import { allMismatches, carriers, shownBy } from './confirmedState.ts';
import {
  type GuardedAttempts,
  guardedAttempts,
  markChanged,
  markTakenBack,
  takeDown,
} from './guardedAttempts.ts';
import type { ListedGuard } from './guardList.ts';
import type { Guards } from './guards.ts';
import { differences, keptInPart, toldOf } from './guardWords.ts';
import { watchedLinks } from './watchedLinks.ts';

export interface GuardedParts extends Omit<ApplyParts, 'rights'> {
  readonly rights: Rights;
  readonly guards: Pick<Guards, 'arm' | 'finished' | 'revert' | 'seen' | 'checked'>;
  readonly log: StepLog;
}

/** What a guarded edit tells that it does once a read has shown all of it: from here on it may be kept. */
export const WAITING_FOR_ANSWER = 'Waiting for you to confirm';

/** The kernel shows most at once; IPv6 asks for a second whether its address is free. */
const SETTLE_MS = 5000;
const TAKEN_BACK_MS = 5000;
/** What was confirmed has been seen before: this is for a read that fails, and for a client that renews a lease. */
const CONFIRMED_MS = 3000;

/**
 * Has the host run a guarded plan in one go and guard it: it is taken back by the host itself, and not from here, at the
 * first command that fails, where a fresh read does not show it all, when the user says so (also by `signal`), and when
 * nobody has kept it in time.
 * @param start a read of the moment, on which the plan is known to fit
 */
export async function applyGuarded(
  plan: Plan,
  terms: GuardTerms,
  start: HostSnapshot,
  parts: GuardedParts,
  signal: AbortSignal,
): Promise<Applied> {
  const attempts = guardedAttempts(plan, start);
  const { due } = attempts;
  const index = plan.steps.length - 1;
  if (signal.aborted) return ended(attempts, cancelled);
  if (due.some(({ step }) => step.rights !== 'net-admin')) {
    return ended(attempts, refusedBy('The guard can run only commands of ip, bridge and resolvectl.', ''));
  }
  if (due.length === 0) return done(attempts, 'Already done: the host shows it.');
  parts.tell(0, 'Starting the guard on the host', true);
  // All of them run from here on, without Patchbay: each must be in the history before.
  try {
    for (const [step, attempt] of attempts.all.entries())
      if (due.includes(attempt)) await parts.log.starting(step, attempt);
  } catch (error) {
    if (!(error instanceof UserFailure)) throw error;
    return ended(attempts, refusedBy(error.message, error.advice));
  }
  const order = {
    id: plan.id,
    seconds: terms.seconds,
    note: { title: plan.title, touches: plan.touches },
    probe: terms.probe,
    watch: watchedLinks(due.map(({ step }) => step)),
    steps: due.flatMap(({ step }) => guardSteps(step)),
  };
  const ran = await parts.guards.arm(order, parts.rights, signal);
  // Whatever the call came to: what the host tells is so.
  const armed = await parts.guards.finished(plan.id, ['applying']);
  if (armed === null) {
    return isStarted(ran) ? unseen(attempts) : ended(attempts, notArmed(ran, signal.aborted));
  }
  const failed = takeDown(due, armed, ran?.kind === 'ran' ? ran.elevation : undefined);
  if (armed.phase === 'waiting') return guarded(plan, attempts, parts, signal);
  const end = await settled(plan, index, parts);
  const { outcome } = failed?.ran?.kind === 'ran' ? failed.ran : { outcome: null };
  const failure =
    failed === null || outcome === null
      ? { kind: 'failed' as const, message: toldOf(end ?? armed), advice: '' }
      : failureOf(failed.step, outcome, '', false);
  return takenBack(attempts, end, failure, parts);
}

/**
 * A step as the guard runs it, and takes it back in the opposite order. What has to be set again behind the way back
 * stands before the step: set as it is already, that changes nothing on the way there.
 */
function guardSteps({ command, inverseCommands: [undo = command, ...behind] }: Step) {
  const kept = behind.toReversed().map((each) => ({ do: each, undo: each }));
  return [...kept, { do: command, undo }];
}

/** The commands have run, and the host waits for a word. */
async function guarded(
  plan: Plan,
  attempts: GuardedAttempts,
  parts: GuardedParts,
  signal: AbortSignal,
): Promise<Applied> {
  const index = plan.steps.length - 1;
  const { read, clock, tell, guards, log } = parts;
  tell(index, 'Reading the host', true);
  const onWait = () => tell(index, 'Waiting for the host to show all of it', true);
  const seen = await waitUntil(attempts.promises, SETTLE_MS, read, clock, onWait, signal);
  if (seen.mismatch !== '' && !signal.aborted) {
    tell(index, 'Reverting: the host doesn’t show all of the change', false);
    await guards.revert(plan.id);
    const end = await settled(plan, index, parts);
    // Another Patchbay, which knows nothing of this read, was faster.
    if (end?.phase === 'kept') return confirmed(plan, attempts, seen.snapshot, parts);
    const message = `The host doesn’t show all of the change. ${seen.mismatch}`;
    // Its time may have been up before the read.
    const isOurs = end === null || end.cause === null || end.cause === 'user';
    return takenBack(attempts, end, isOurs ? { kind: 'failed', message, advice: '' } : null, parts);
  }
  for (const [step, attempt] of attempts.all.entries()) await log.ended(step, attempt);
  guards.seen();
  tell(index, WAITING_FOR_ANSWER, true);
  const onAbort = () => {
    tell(index, 'Reverting', false);
    void guards.revert(plan.id);
  };
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  const decided = await guards.finished(plan.id, ['waiting']);
  signal.removeEventListener('abort', onAbort);
  if (decided?.phase !== 'kept') {
    const end = await settled(plan, index, parts);
    return takenBack(attempts, end, null, parts);
  }
  return confirmed(plan, attempts, seen.snapshot, parts);
}

/**
 * The user's word is of what was there when it was asked for: others may have changed the host since.
 * @param asked the read that showed all of the edit
 */
async function confirmed(
  plan: Plan,
  attempts: GuardedAttempts,
  asked: HostSnapshot,
  { read, clock, tell, guards }: GuardedParts,
): Promise<Applied> {
  const index = plan.steps.length - 1;
  tell(index, 'Confirmed. Reading the host', false);
  const expected = [...attempts.promises, ...shownBy(carriers(attempts.promises, asked), asked)];
  const seen = await waitUntil(expected, CONFIRMED_MS, read, clock, () => {});
  const differs = allMismatches(expected, seen.snapshot);
  guards.checked(plan.id, differs);
  if (differs.length === 0) return done(attempts, 'Done and confirmed: a new read of the host shows it.');
  markChanged(attempts.due, seen.snapshot);
  return {
    outcome: 'half-done',
    message: keptInPart(differs),
    advice: 'Revert all of it, or keep it as it is now.',
    steps: attempts.all.map(resultOf),
    done: [],
  };
}

/** Where its process has vanished, nobody takes it back any more: it is begun again. */
async function settled(
  plan: Plan,
  index: number,
  { guards, tell, log }: GuardedParts,
): Promise<ListedGuard | null> {
  tell(index, 'The host reverts it', false);
  await log.puttingBack(index);
  const end = await guards.finished(plan.id, ['applying', 'waiting', 'reverting']);
  if (end?.phase !== 'gone') return end;
  await guards.revert(plan.id);
  return guards.finished(plan.id, ['applying', 'waiting', 'reverting']);
}

/** @param failure null: it was all right, and nobody kept it */
async function takenBack(
  attempts: GuardedAttempts,
  end: ListedGuard | null,
  failure: Failure | null,
  { read, clock }: GuardedParts,
): Promise<Applied> {
  const seen = await waitUntil(attempts.former, TAKEN_BACK_MS, read, clock, () => {});
  markTakenBack(attempts.due, seen.snapshot);
  const base = { steps: attempts.all.map(resultOf), done: [] };
  const told = end === null ? 'The host no longer has its guard.' : toldOf(end);
  const message = failure?.message ?? told;
  if (end?.phase === 'reverted' && seen.mismatch === '') {
    const suffix = failure === null ? '' : ' The host reverted all of it.';
    return {
      ...base,
      outcome: failure === null ? 'reverted' : 'put-back',
      message: message + suffix,
      advice: failure?.advice ?? '',
    };
  }
  const isChecked = !isUnseen(attempts.former, seen.snapshot);
  const differs = end === null || end.differs.length === 0 ? seen.mismatch : differences(end);
  const left = !isChecked
    ? `Patchbay couldn’t check whether the host shows what it was before. ${end === null ? '' : differences(end)}`.trimEnd()
    : differs === ''
      ? 'Everything Patchbay can see is as before, but its guard couldn’t check the rest.'
      : `Not everything is as before. ${differs}`;
  return {
    ...base,
    outcome: 'half-done',
    message: `${message} ${left}`,
    advice: 'Check what the host shows now; the history offers to revert what is left.',
  };
}

function done({ all }: GuardedAttempts, message: string): Applied {
  const changed = all.filter(({ outcome }) => outcome === 'done').map(({ step }) => step);
  return { outcome: 'done', message, advice: '', steps: all.map(resultOf), done: changed };
}

/** Nothing was run. */
function ended({ all }: GuardedAttempts, { kind, message, advice }: Failure): Applied {
  const outcome = kind === 'failed' ? 'refused' : kind;
  return { outcome, message: `${message} Nothing was changed.`, advice, steps: all.map(resultOf), done: [] };
}

function isStarted(ran: Ran | null): boolean {
  return ran?.kind === 'ran' && ran.outcome.kind === 'exited' && ran.outcome.exitCode === 0;
}

/** It is under way on the host, which does not say how. */
function unseen({ all }: GuardedAttempts): Applied {
  return {
    outcome: 'half-done',
    message: 'Lost contact with the guard on the host while it runs this edit.',
    advice: 'Unless you confirm it, the host reverts it automatically. Check what the host shows.',
    steps: all.map(resultOf),
    done: [],
  };
}

function refusedBy(message: string, advice: string): Failure {
  return { kind: 'refused', message, advice };
}

function notArmed(ran: Ran | null, isCancelled: boolean): Failure {
  if (ran === null) {
    return refusedBy(
      'The guard can handle only names of ASCII letters and signs, without quotes, backslashes or #.',
      'Rename the link, or make the change by hand.',
    );
  }
  if (isCancelled) return cancelled;
  if (ran.kind === 'dismissed') return { ...cancelled, message: 'The prompt for the password was closed.' };
  if (ran.kind === 'refused') return refusedBy(ran.message, ran.advice);
  const { outcome } = ran;
  const said =
    outcome.kind === 'exited' ? outcome.stderr.trim() : outcome.kind === 'failed' ? outcome.message : '';
  return refusedBy(`The guard couldn’t be started. ${said}`.trim(), '');
}
