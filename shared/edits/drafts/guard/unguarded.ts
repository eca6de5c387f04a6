import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Op } from '#shared/ops/op.ts';
import { isRefusal, refuse } from '#shared/ops/refusal.ts';
import { planSteps } from '#shared/ops/steps.ts';
import { vnicIn } from '#shared/ops/vnic/vnicKey.ts';
import type { Topology } from '#shared/topology/model.ts';
import { atStake } from '../../guard/atStake.ts';
import { reasonsAgainst } from '../../guard/touched.ts';
import { refuseSteps } from '../../guard/words.ts';
import type { PlainEdit, Refusal } from '../../model.ts';
import type { EditDraft } from '../draft.ts';
import { type DraftPlain, draftGuarded } from './guarded.ts';
import { refuseUnread } from './unread.ts';

/**
 * An edit without the guard: refused where it could cut off the host or its user, whatever its own draft thinks of it,
 * and told whether it can be done under the guard.
 */
export function draftUnguarded(
  snapshot: HostSnapshot,
  topology: Topology,
  edit: PlainEdit,
  draftPlain: DraftPlain,
): EditDraft | Refusal {
  const draft = draftPlain(snapshot, topology, edit);
  if (isRefusal(draft)) {
    // A bridge with an uplink, or an address, is deleted under the guard only, which takes those out of it first.
    if (draft.guarded === undefined && edit.kind !== 'link-delete') return draft;
    const trouble = troubleUnderGuard(snapshot, topology, edit, draftPlain);
    if (trouble === null) return underGuard(draft.why, edit);
    return draft.guarded === undefined ? draft : refuse(`${draft.why} ${trouble.why}`, trouble.advice);
  }
  const unread = draft.ops.some((op) => mayCut(op, snapshot)) ? refuseUnread(snapshot) : null;
  if (unread !== null) return unread;
  const reasons = reasonsAgainst(snapshot, draft.ops);
  if (reasons.length === 0) {
    return { ...draft, warnings: [...throughGuest(snapshot, draft.ops), ...draft.warnings] };
  }
  const why = `${reasons.join(' ')} This could cut that off.`;
  const trouble = troubleUnderGuard(snapshot, topology, edit, draftPlain);
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

function underGuard(why: string, edit: PlainEdit): Refusal {
  return {
    why,
    advice:
      'Do it under the guard: the host takes it back by itself unless you confirm that you still reach it.',
    guarded: { kind: 'guarded', edit },
  };
}

/** Why it can't be done under the guard either; null: it can. */
function troubleUnderGuard(
  snapshot: HostSnapshot,
  topology: Topology,
  edit: PlainEdit,
  draftPlain: DraftPlain,
): Refusal | null {
  const draft = draftGuarded(snapshot, topology, { kind: 'guarded', edit }, draftPlain);
  if (isRefusal(draft)) return draft;
  const steps = planSteps(snapshot, draft.ops);
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
