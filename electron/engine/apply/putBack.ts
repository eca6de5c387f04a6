import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Condition } from '#shared/ops/condition.ts';
import { kindOf } from '#shared/ops/kinds.ts';
import { isRefusal } from '#shared/ops/refusal.ts';
import { unfolded } from '#shared/ops/unfolded.ts';
import { anchored, isAboutStopped, onPresentSide } from './anchored.ts';
import { type Attempt, hasFailedWhole } from './attempt.ts';
import { deviceOf, linkOf } from './device.ts';
import { foreignHand } from './foreign.ts';
import type { ApplyParts } from './parts.ts';
import { firstMismatch, isUnseen, waitUntil } from './verify.ts';

/**
 * How taking back a step ended:
 * - `gone`: nothing of it is left
 * - `stuck`: it is still there, or a part of it
 * - `foreign`: somebody else has made a third thing of it meanwhile, which was left alone
 * - `unseen`: the host can't be read far enough to tell, nor to know what to run
 */
type End = 'gone' | 'stuck' | 'foreign' | 'unseen';

/** A step of which something is left, or may be. */
export interface Left {
  readonly attempt: Attempt;
  readonly end: Exclude<End, 'gone'>;
}

export interface PutBack {
  /** Whether there was anything to take back. */
  readonly changed: boolean;
  /** In the order in which they were to be taken back. */
  readonly left: readonly Left[];
}

/** How long a libvirtd that was restarted may take to answer again before it is given up. */
const SIGHT_MS = 15_000;

/**
 * Takes back what the attempts changed, the latest first, each verified by a fresh read. A step that failed may have
 * left a part of its effect behind: `ip link set … master` takes a TAP off its bridge before it finds that the new
 * master is no bridge. What somebody else has changed meanwhile is theirs, and nothing is run without having been read.
 */
export async function putBack(
  attempts: readonly Attempt[],
  start: HostSnapshot,
  parts: ApplyParts,
): Promise<PutBack> {
  let changed = false;
  const left: Left[] = [];
  // Of all steps together: what did not answer for the one will not for the next.
  const deadline = parts.clock.now() + SIGHT_MS;
  for (const [index, attempt] of [...attempts.entries()].reverse()) {
    if (attempt.ran?.kind !== 'ran') continue;
    const isDone = attempt.outcome === 'done';
    if (hasFailedWhole(attempt)) {
      attempt.outcome = 'failed';
      continue;
    }
    const { wasThere, end } = await takeBack(attempt, index, start, deadline, parts);
    changed ||= wasThere;
    if (end === 'gone') {
      attempt.outcome = isDone ? 'put-back' : 'failed';
      continue;
    }
    attempt.outcome = end === 'unseen' ? 'unknown' : 'not-put-back';
    left.push({ attempt, end });
  }
  return { changed, left };
}

async function takeBack(
  attempt: Attempt,
  index: number,
  start: HostSnapshot,
  deadline: number,
  parts: ApplyParts,
): Promise<{ readonly wasThere: boolean; readonly end: End }> {
  const { rights, clock, read, tell, log } = parts;
  const { step } = attempt;
  const facts = await inSight(attempt, index, deadline, parts);
  const undoneWhen = leftOf(attempt, start, facts);
  if (isUnseen(undoneWhen, facts)) {
    attempt.mismatch = firstMismatch(undoneWhen, facts);
    return { wasThere: false, end: 'unseen' };
  }
  if (firstMismatch(undoneWhen, facts) === '') return { wasThere: false, end: 'gone' };
  const ended = endedWith(attempt, start, facts);
  if (ended !== '') {
    attempt.mismatch = ended;
    return { wasThere: false, end: 'gone' };
  }
  const foreign = foreignHand(attempt, facts);
  if (foreign !== '') {
    attempt.mismatch = foreign;
    return { wasThere: true, end: 'foreign' };
  }
  tell(index, `Putting back: ${step.title}`, false);
  await log?.puttingBack(index);
  // Made again on what is there now: the plan's own inverse command is of the time before.
  const inverse = onPresentSide(step.inverse, facts);
  let present = facts;
  let hasRun = true;
  for (const op of unfolded(facts, [inverse])) {
    const kind = kindOf(op);
    const command = kind.command(op, present);
    if (isRefusal(command)) {
      attempt.mismatch = command.why;
      return { wasThere: true, end: 'stuck' };
    }
    const ran = await rights.run(command, kind.rights, { timeoutMs: kind.timing(op).timeoutMs });
    hasRun &&= ran.kind === 'ran';
    present = kind.after(op, present);
  }
  const { settleMs } = kindOf(inverse).timing(inverse);
  const { waitingFor } = kindOf(inverse).words(inverse, facts);
  const seen = await waitUntil(undoneWhen, hasRun ? settleMs : 0, read, clock, () =>
    tell(index, `Putting back: ${waitingFor}`, false),
  );
  if (seen.mismatch === '') return { wasThere: true, end: 'gone' };
  attempt.mismatch = seen.mismatch;
  return { wasThere: true, end: isUnseen(undoneWhen, seen.snapshot) ? 'unseen' : 'stuck' };
}

/** What a read shows when nothing of the step is there. Of a VM that was saved meanwhile, no TAP can be seen any more. */
function leftOf(
  { step, undoneWhen }: Attempt,
  start: HostSnapshot,
  facts: HostSnapshot,
): readonly Condition[] {
  const { what, behind } = anchored(step.op, start);
  if (isAboutStopped(what, behind, facts)) return undoneWhen;
  return undoneWhen.filter(
    (condition) => !isAboutStopped(condition, anchored(condition, start).behind, facts),
  );
}

/** A read that shows what the step was about; after a while one that does not. */
async function inSight(
  { step, undoneWhen }: Attempt,
  index: number,
  deadline: number,
  { clock, read, tell }: ApplyParts,
): Promise<HostSnapshot> {
  for (;;) {
    const facts = await read();
    const left = deadline - clock.now();
    if (!isUnseen(undoneWhen, facts) || left <= 0) return facts;
    tell(index, `Putting back: ${step.title}, once the host can be read again`, false);
    await clock.sleep(Math.min(1000, left));
  }
}

/** What the step's effect has ended with, without anybody taking it back: its VM's run, or its link. */
function endedWith({ step, device }: Attempt, start: HostSnapshot, facts: HostSnapshot): string {
  const { what, behind } = anchored(step.op, start);
  const uuid = behind?.domain ?? ('domain' in what ? what.domain : null);
  const isThere = facts.domains.some((domain) => domain.uuid === uuid);
  if (isThere && isAboutStopped(what, behind, facts)) return 'The VM has been stopped meanwhile.';
  if (device === null || step.inverse.op === 'link-add' || deviceOf(step.inverse, facts) === device)
    return '';
  return `${linkOf(step.op)} is gone from the host meanwhile.`;
}
