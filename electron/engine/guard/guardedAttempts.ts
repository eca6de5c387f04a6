import type { Plan } from '#shared/edits/model.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { type Condition, holds } from '#shared/ops/condition.ts';
import { kindOf } from '#shared/ops/kinds.ts';
import { type Attempt, attemptAt } from '../apply/attempt.ts';
import { firstMismatch, isUnseen } from '../apply/verify.ts';
import type { Ran } from '../rights/rights.ts';
import type { ListedGuard } from './guardList.ts';

/** A guarded plan's steps, which the host runs in one go: nothing is read between them. */
export interface GuardedAttempts {
  readonly all: readonly Attempt[];
  /** Those that have something to change. */
  readonly due: readonly Attempt[];
  /** What a read must show once all has run. */
  readonly promises: readonly Condition[];
  /** What a read must show once all was taken back. */
  readonly former: readonly Condition[];
}

/** @param start a read of the moment; each step starts from what the ones before it leave */
export function guardedAttempts({ steps }: Plan, start: HostSnapshot): GuardedAttempts {
  let facts = start;
  const all = steps.map((step) => {
    const attempt = attemptAt(step, facts);
    if (firstMismatch(step.expects, facts) === '') attempt.outcome = 'already-so';
    facts = kindOf(step.op).after(step.op, facts);
    return attempt;
  });
  const due = all.filter(({ outcome }) => outcome === 'not-run');
  return {
    all,
    due,
    // A later step may take back what an earlier one had to do first, and the other way round on the way back.
    promises: steps.flatMap(({ expects }) => expects).filter((condition) => holds(condition, facts)),
    former: due.flatMap(({ undoneWhen }) => undoneWhen).filter((condition) => holds(condition, start)),
  };
}

/** Takes down which commands the host has run: all, or those up to the one that failed. */
export function takeDown(
  due: readonly Attempt[],
  { command, said, cause }: ListedGuard,
  elevation: (Ran & { kind: 'ran' })['elevation'],
): Attempt | null {
  const words = cause === 'failed' ? command : null;
  const failed = due.find(({ step }) => step.command.argv.join(' ') === words) ?? null;
  for (const attempt of due) {
    const exitCode = attempt === failed ? 1 : 0;
    attempt.ran = {
      kind: 'ran',
      command: attempt.step.command,
      outcome: { kind: 'exited', exitCode, stdout: '', stderr: attempt === failed ? said : '' },
      ...(elevation === undefined ? {} : { elevation }),
    };
    attempt.outcome = attempt === failed ? 'failed' : 'done';
    if (attempt === failed) break;
  }
  return failed;
}

/** The steps were taken back: by what a read shows, all of them or not; what it does not show is not known. */
export function markTakenBack(due: readonly Attempt[], seen: HostSnapshot): void {
  for (const attempt of due) {
    const { ran, undoneWhen, step } = attempt;
    if (ran === null || attempt.outcome === 'failed') continue;
    if (isUnseen([...step.expects, ...undoneWhen], seen)) {
      attempt.outcome = 'unknown';
      continue;
    }
    const stays = firstMismatch(step.expects, seen) === '';
    // What was so all along, as of a step that frees a link first, is no trace of it.
    const isLeft = stays && undoneWhen.length > 0 && firstMismatch(undoneWhen, seen) !== '';
    attempt.outcome = isLeft ? 'not-put-back' : 'put-back';
  }
}

/** The user confirmed it, and others have changed the host since: what a read shows instead of a step's effect. */
export function markChanged(due: readonly Attempt[], seen: HostSnapshot): void {
  for (const attempt of due) attempt.mismatch = firstMismatch(attempt.step.expects, seen);
}
