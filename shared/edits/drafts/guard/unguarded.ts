import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Op } from '#shared/ops/op.ts';
import { isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import { planSteps } from '#shared/ops/steps.ts';
import type { Topology } from '#shared/topology/model.ts';
import { refuseBeyondGuard } from '../../guard/beyondGuard.ts';
import { mayCut, reasonsAgainst, reasonsPastGuard } from '../../guard/touched.ts';
import { refuseSteps } from '../../guard/words.ts';
import type { EditRefusal, PlainEdit } from '../../model.ts';
import { refuseUnreadReach } from '../../unread.ts';
import type { EditDraft } from '../draft.ts';
import { type DraftPlain, safeOps } from './guarded.ts';

/**
 * An edit without the guard: refused where it could cut off the host or its user, whatever its own draft thinks of it,
 * and told whether it can be done under the guard.
 */
export function draftUnguarded(
  snapshot: HostSnapshot,
  topology: Topology,
  edit: PlainEdit,
  draftPlain: DraftPlain,
): EditDraft | EditRefusal {
  const draft = draftPlain(snapshot, topology, edit);
  if (isRefusal(draft)) return draft;
  const beyond = refuseBeyondGuard(snapshot, draft.ops);
  if (beyond !== null) return beyond;
  const { needsGuard } = draft;
  if (needsGuard !== undefined) {
    return troubleUnderGuard(snapshot, draft.ops) === null ? underGuard(needsGuard.why, edit) : needsGuard;
  }
  const mayCutSome = draft.ops.some((op) => mayCut(snapshot, op));
  const unread = mayCutSome ? refuseUnreadReach(snapshot.sources) : null;
  if (unread !== null) return unread;
  const reasons = reasonsAgainst(snapshot, draft.ops);
  if (reasons.length === 0) {
    return { ...draft, warnings: [...throughGuest(snapshot, draft.ops), ...draft.warnings] };
  }
  const why = `${reasons.join(' ')} This change could interrupt that.`;
  const trouble = troubleUnderGuard(snapshot, draft.ops);
  return trouble === null ? underGuard(why, edit) : refuse(`${why} ${trouble.why}`, trouble.advice);
}

/** A guest that is the host's own router, or the user's way in: libvirt's commands can't be done under the guard. */
function throughGuest(snapshot: HostSnapshot, ops: readonly Op[]): string[] {
  const reasons = reasonsPastGuard(snapshot, ops);
  return reasons.length === 0
    ? []
    : [
        `${reasons.join(' ')} This change could interrupt that, and nothing reverts it automatically: keep the host’s console at hand.`,
      ];
}

function underGuard(why: string, edit: PlainEdit): EditRefusal {
  return {
    why,
    advice:
      'Make the change under the guard: the host reverts it automatically unless you confirm that you can still reach it.',
    guarded: { kind: 'guarded', edit },
  };
}

/** Why these ops can't be done under the guard either; null: they can. */
function troubleUnderGuard(snapshot: HostSnapshot, ops: readonly Op[]): Refusal | null {
  const safe = safeOps(snapshot, ops);
  if (isRefusal(safe)) return safe;
  const steps = planSteps(snapshot, safe.ops);
  return isRefusal(steps) ? steps : refuseSteps(steps);
}
