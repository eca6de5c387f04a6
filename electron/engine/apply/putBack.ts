import { kindOf } from '#shared/edits/ops/kinds.ts';
import { isRefusal } from '#shared/edits/refusal.ts';
import type { ApplyParts } from './applySteps.ts';
import type { Attempt } from './attempt.ts';
import { firstMismatch, waitUntil } from './verify.ts';

/**
 * Takes back what the attempts changed, the latest first, each verified by a fresh read; what could not be taken back
 * is marked `not-put-back`. A step that failed may have left a part of its effect behind: `ip link set … master` takes
 * a TAP off its bridge before it finds that the new master is no bridge.
 *
 * @returns whether there was anything to take back
 */
export async function putBack(attempts: readonly Attempt[], parts: ApplyParts): Promise<boolean> {
  let changed = false;
  for (const [index, attempt] of [...attempts.entries()].reverse()) {
    if (attempt.ran?.kind !== 'ran') continue;
    const isDone = attempt.outcome === 'done';
    const { wasThere, isGone } = await takeBack(attempt, index, parts);
    changed ||= wasThere;
    attempt.outcome = isGone ? (isDone ? 'put-back' : 'failed') : 'not-put-back';
  }
  return changed;
}

async function takeBack(
  attempt: Attempt,
  index: number,
  { rights, clock, read, tell, log }: ApplyParts,
): Promise<{ wasThere: boolean; isGone: boolean }> {
  const { step, undoneWhen } = attempt;
  const facts = await read();
  if (firstMismatch(undoneWhen, facts) === '') return { wasThere: false, isGone: true };
  tell(index, `Putting back: ${step.title}`, false);
  await log?.puttingBack(index);
  // Made anew on what is there now: the plan's own inverse command is of the time before.
  const kind = kindOf(step.inverse);
  const command = kind.command(step.inverse, facts);
  if (isRefusal(command)) {
    attempt.mismatch = command.why;
    return { wasThere: true, isGone: false };
  }
  const { timeoutMs, settleMs } = kind.timing(step.inverse);
  const ran = await rights.run(command, kind.rights, { timeoutMs });
  const hasRun = ran.kind === 'ran';
  const { waitingFor } = kind.words(step.inverse, facts);
  const seen = await waitUntil(undoneWhen, hasRun ? settleMs : 0, read, clock, () =>
    tell(index, `Putting back: ${waitingFor}`, false),
  );
  if (seen.mismatch !== '') attempt.mismatch = seen.mismatch;
  return { wasThere: true, isGone: seen.mismatch === '' };
}
