import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import { draftAttach } from './drafts/attach.ts';
import { draftDetach } from './drafts/detach.ts';
import type { Draft } from './drafts/draft.ts';
import { draftGuarded } from './drafts/guard/guarded.ts';
import { draftLink } from './drafts/link.ts';
import { draftLinkEdit } from './drafts/links/linkEdit.ts';
import { draftMove } from './drafts/move.ts';
import { draftNetworkEdit } from './drafts/networks/networkEdit.ts';
import { draftRepair } from './drafts/repair.ts';
import { draftSeveral } from './drafts/several/several.ts';
import { draftUnplug } from './drafts/unplug.ts';
import { draftVnicChange } from './drafts/vnicChange.ts';
import type { Edit, Persist, Planned, Refusal } from './model.ts';
import type { Op } from './op.ts';
import { isRefusal } from './refusal.ts';
import { planSteps } from './steps.ts';

export interface PlanOptions {
  /** Names the plan; unique for as long as it may be applied. */
  readonly id: string;
  readonly randomMac: () => string;
  /** For a network that is defined. */
  readonly randomUuid: () => string;
}

/** Turns what the user wants into steps with their commands, or says why it can't be done. */
export function planEdit(
  snapshot: HostSnapshot,
  topology: Topology,
  edit: Edit,
  options: PlanOptions,
): Planned {
  const draft = draftOf(snapshot, topology, edit, options);
  return isRefusal(draft) ? refused(draft) : planned(snapshot, topology, draft, options.id);
}

/** What a plan of bare ops says of itself: an undo. */
export interface OpsWords {
  readonly title: string;
  readonly effects: readonly string[];
  readonly lasts: Persist;
  readonly undoTitle: string;
  readonly touches: readonly NodeId[];
}

/** Plans ops as they are; for the undo of an edit. */
export function planOps(
  snapshot: HostSnapshot,
  topology: Topology,
  ops: readonly Op[],
  words: OpsWords,
  options: Pick<PlanOptions, 'id'>,
): Planned {
  return planned(
    snapshot,
    topology,
    { ...words, edit: null, warnings: [], persistChoices: [words.lasts], ops },
    options.id,
  );
}

/** An edit as ops and words, on these facts. */
export function draftOf(
  snapshot: HostSnapshot,
  topology: Topology,
  edit: Edit,
  options: PlanOptions,
): Draft | Refusal {
  switch (edit.kind) {
    case 'move':
      return draftMove(snapshot, topology, edit);
    case 'attach':
      return draftAttach(snapshot, topology, edit, options.randomMac);
    case 'detach':
      return draftDetach(snapshot, topology, edit);
    case 'unplug':
      return draftUnplug(snapshot, topology, edit);
    case 'link':
      return draftLink(snapshot, topology, edit);
    case 'repair':
      return draftRepair(snapshot, topology, edit);
    case 'bridge-create':
    case 'bridge-set':
    case 'tap-create':
    case 'link-delete':
    case 'link-set':
    case 'mtu':
      return draftLinkEdit(snapshot, topology, edit, options);
    case 'network-define':
    case 'network-set':
    case 'network-autostart':
    case 'network-delete':
      return draftNetworkEdit(snapshot, topology, edit, options);
    case 'vnic-change':
      return draftVnicChange(snapshot, topology, edit, options);
    case 'several':
      return draftSeveral(snapshot, topology, edit, options);
    case 'guarded':
      return draftGuarded(snapshot, topology, edit, options);
  }
}

function planned(
  snapshot: HostSnapshot,
  topology: Topology,
  { ops, ...words }: Omit<Draft, 'edit'> & { readonly edit: Edit | null },
  id: string,
): Planned {
  const steps = planSteps(snapshot, ops);
  if (isRefusal(steps)) return refused(steps);
  return {
    ok: true,
    plan: { id, host: topology.host, revision: topology.revision, ...words, steps },
  };
}

function refused(refusal: Refusal): Planned {
  return { ok: false, refusal };
}
