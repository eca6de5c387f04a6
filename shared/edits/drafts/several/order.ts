import { linkId, type NodeId, networkId } from '#shared/topology/model.ts';
import type { PlainEdit } from '../../model.ts';

/** A row for each kind, or it does not compile. What comes before `plug` begins something, what comes after ends it. */
const phases = [
  'make-bridge',
  'define-network',
  'start-network',
  'make-tap',
  'plug',
  'stop-network',
  'forget-network',
  'delete-link',
] as const;

type Phase = (typeof phases)[number];

const phaseOfKind: { readonly [Kind in Exclude<PlainEdit['kind'], 'network-set'>]: Phase } = {
  'bridge-create': 'make-bridge',
  'network-define': 'define-network',
  'tap-create': 'make-tap',
  move: 'plug',
  attach: 'plug',
  detach: 'plug',
  unplug: 'plug',
  link: 'plug',
  repair: 'plug',
  'vnic-change': 'plug',
  'bridge-set': 'plug',
  'link-set': 'plug',
  mtu: 'plug',
  'network-autostart': 'plug',
  'network-delete': 'forget-network',
  'link-delete': 'delete-link',
};

/**
 * The places of the edits in the order in which they are safe to do, whatever order they were put together in.
 *
 * Why that is safe: what is made or started comes first, so that nothing is plugged into what is not there yet; what is
 * stopped or deleted comes last, so that nothing is deleted from under what is still plugged into it; and what makes
 * comes in the order in which one may need the other: bridges, networks on them, their start, TAPs plugged into either.
 * Within a phase the order is the user's, as one edit may rest on another: a vNIC is attached, then moved. Where
 * something is made or started again that was deleted or stopped before, the user's order counts from there on: all
 * that was put together before it comes before it.
 */
export function safeOrder(edits: readonly PlainEdit[]): number[] {
  let turn = 0;
  let ended = new Set<NodeId>();
  const ranked = edits.map((edit, index) => {
    const phase = phases.indexOf(phaseOf(edit));
    const subject = subjectOf(edit);
    if (subject !== null && phase < plug && ended.has(subject)) {
      turn += 1;
      ended = new Set();
    }
    if (subject !== null && phase > plug) ended.add(subject);
    return { index, turn, phase };
  });
  return ranked
    .toSorted((a, b) => a.turn - b.turn || a.phase - b.phase || a.index - b.index)
    .map(({ index }) => index);
}

const plug = phases.indexOf('plug');

function phaseOf(edit: PlainEdit): Phase {
  if (edit.kind === 'network-set') return edit.active ? 'start-network' : 'stop-network';
  return phaseOfKind[edit.kind];
}

/** What an edit begins or ends; null where it does neither. */
function subjectOf(edit: PlainEdit): NodeId | null {
  switch (edit.kind) {
    case 'bridge-create':
    case 'tap-create':
      return linkId(edit.name);
    case 'network-define':
      return networkId(edit.name);
    case 'network-set':
    case 'network-delete':
      return edit.network;
    case 'link-delete':
      return edit.link;
    default:
      return null;
  }
}
