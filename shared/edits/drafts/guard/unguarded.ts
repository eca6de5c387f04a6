import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Op } from '#shared/ops/op.ts';
import { isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import { planSteps } from '#shared/ops/steps.ts';
import { vnicIn } from '#shared/ops/vnic/vnicKey.ts';
import type { Topology } from '#shared/topology/model.ts';
import { atStake } from '../../guard/atStake.ts';
import { reasonsAgainst } from '../../guard/touched.ts';
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
  const { needsGuard } = draft;
  if (needsGuard !== undefined) {
    return troubleUnderGuard(snapshot, draft.ops) === null ? underGuard(needsGuard.why, edit) : needsGuard;
  }
  const mayCutSome = draft.ops.some((op) => mayCut(op, snapshot));
  const unread = mayCutSome ? refuseUnreadReach(snapshot.sources) : null;
  if (unread !== null) return unread;
  const reasons = reasonsAgainst(snapshot, draft.ops);
  if (reasons.length === 0) {
    return { ...draft, warnings: [...throughGuest(snapshot, draft.ops), ...draft.warnings] };
  }
  const why = `${reasons.join(' ')} This could cut that off.`;
  const trouble = troubleUnderGuard(snapshot, draft.ops);
  return trouble === null ? underGuard(why, edit) : refuse(`${why} ${trouble.why}`, trouble.advice);
}

/** A guest that is the host's own router, or the user's way in: libvirt's commands can't be done under the guard. */
function throughGuest(snapshot: HostSnapshot, ops: readonly Op[]): string[] {
  const taps = ops.flatMap((op) =>
    'vnic' in op && op.scope === 'live'
      ? (vnicIn(snapshot, op.domain, 'live', op.vnic)?.targetDev ?? [])
      : [],
  );
  const reasons = taps.flatMap((tap) => {
    const stake = atStake(snapshot, tap);
    return stake === null || stake.guestsOnly ? [] : stake.reasons;
  });
  return reasons.length === 0
    ? []
    : [
        `${[...new Set(reasons)].join(' ')} This could cut that off, and nothing takes it back by itself: have the host’s console at hand.`,
      ];
}

function underGuard(why: string, edit: PlainEdit): EditRefusal {
  return {
    why,
    advice:
      'Do it under the guard: the host takes it back by itself unless you confirm that you still reach it.',
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

/** Whether an op could cut something off on some link; a TAP's cable is its guest's alone. */
function mayCut(op: Op, { links }: HostSnapshot): boolean {
  const link = op.op === 'bridge-options' ? op.bridge : 'link' in op ? op.link : null;
  const isTap = links.some(({ name, tun }) => name === link && tun !== null);
  switch (op.op) {
    case 'port-master':
    case 'link-mtu':
    case 'link-del':
    case 'bridge-options':
      return !isTap;
    case 'link-state':
      return !isTap && op.state === 'down';
    default:
      return false;
  }
}
