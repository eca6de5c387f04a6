import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { kindOf } from '../../ops/kinds.ts';
import type { Op } from '../../ops/op.ts';
import { isRefusal, type Refusal, refuse } from '../../ops/refusal.ts';
import { planSteps } from '../../ops/steps.ts';
import { shellLine } from '../shellWords.ts';
import { refuseUnreadReach } from '../unread.ts';
import { mayCut, reasonsBeyondGuard } from './touched.ts';

/**
 * Why these ops, an edit’s or an undo’s, are not done with the guard or without it: they could cut off the host or its user,
 * and some of them are Open vSwitch’s, which the guard can’t revert. Null: they can be done, or none of them is.
 */
export function refuseBeyondGuard(snapshot: HostSnapshot, ops: readonly Op[]): Refusal | null {
  if (!ops.some((op) => kindOf(op).isBeyondGuard)) return null;
  const unread = ops.some((op) => mayCut(snapshot, op)) ? refuseUnreadReach(snapshot.sources) : null;
  if (unread !== null) return unread;
  const reasons = reasonsBeyondGuard(snapshot, ops);
  if (reasons.length === 0) return null;
  const steps = planSteps(snapshot, ops);
  if (isRefusal(steps)) return steps;
  const lines = steps.map(({ command }) => shellLine(command));
  return refuse(
    `${reasons.join(' ')} This change could interrupt that, and the guard can’t revert what Open vSwitch does.`,
    `Run it as root at the host’s console: ${lines.join(' && ')}`,
  );
}
