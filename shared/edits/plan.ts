import type { GuardTerms } from '#shared/guard.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import type { Op } from '../ops/op.ts';
import { isRefusal } from '../ops/refusal.ts';
import { planSteps } from '../ops/steps.ts';
import { unfolded } from '../ops/unfolded.ts';
import { withImages } from '../ops/vnic/savedImage.ts';
import { draftAttach } from './drafts/attach.ts';
import { draftDetach } from './drafts/detach.ts';
import type { EditDraft } from './drafts/draft.ts';
import { type DraftPlain, draftGuarded } from './drafts/guard/guarded.ts';
import { draftUnguarded } from './drafts/guard/unguarded.ts';
import { draftLink } from './drafts/link.ts';
import { draftLinkEdit } from './drafts/links/linkEdit.ts';
import { draftMove } from './drafts/move.ts';
import { draftNetworkEdit } from './drafts/networks/networkEdit.ts';
import { forNextStart } from './drafts/nextStart.ts';
import { draftRepair } from './drafts/repair.ts';
import { draftEach } from './drafts/several/draftEach.ts';
import { editWords } from './drafts/several/editWords.ts';
import { draftSeveral } from './drafts/several/several.ts';
import { draftUnplug } from './drafts/unplug.ts';
import { draftVnicChange } from './drafts/vnicChange.ts';
import { guardTerms } from './guard/terms.ts';
import { refuseSteps } from './guard/words.ts';
import type { Edit, Persist, PlainEdit, Planned, Refusal, Step } from './model.ts';

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
  readonly guard?: GuardTerms;
}

/** Plans ops as they are; for the undo of an edit. */
export function planOps(
  snapshot: HostSnapshot,
  topology: Topology,
  bare: readonly Op[],
  words: OpsWords,
  options: Pick<PlanOptions, 'id'>,
): Planned {
  const whole = withImages(snapshot, bare);
  if (isRefusal(whole)) return refused(whole);
  const ops = unfolded(snapshot, whole);
  const guard = guardTerms(snapshot, ops) ?? words.guard;
  return planned(
    snapshot,
    topology,
    {
      ...words,
      edit: null,
      warnings: [],
      persistChoices: [words.lasts],
      ops,
      ...(guard === undefined ? {} : { guard }),
    },
    options.id,
  );
}

/** An edit as ops and words, on these facts. */
function draftOf(
  snapshot: HostSnapshot,
  topology: Topology,
  edit: Edit,
  options: PlanOptions,
): EditDraft | Refusal {
  const draftOne: DraftPlain = (facts, graph, one) =>
    forNextStart(facts, draftPlain(facts, graph, one, options));
  switch (edit.kind) {
    case 'several':
      return draftSeveral(edit.edits, draftAll(snapshot, topology, edit.edits, options));
    case 'guarded':
      return draftGuarded(snapshot, topology, edit, draftOne);
    default: {
      const draft = draftUnguarded(snapshot, topology, edit, draftOne);
      return isRefusal(draft) ? draft : { ...draft, ops: unfolded(snapshot, draft.ops) };
    }
  }
}

function draftPlain(
  snapshot: HostSnapshot,
  topology: Topology,
  edit: PlainEdit,
  options: PlanOptions,
): EditDraft | Refusal {
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
      return draftLinkEdit(snapshot, topology, edit);
    case 'network-define':
    case 'network-set':
    case 'network-autostart':
    case 'network-delete':
      return draftNetworkEdit(snapshot, topology, edit, options);
    case 'vnic-change':
      return draftVnicChange(snapshot, topology, edit);
  }
}

/** What several edits would do to the host. */
export interface PlannedEdits {
  readonly planned: Planned;
  /** Which of them is the first that can't be made; null: all can. */
  readonly refused: number | null;
  /** In the order in which they were put together, up to the refused one. */
  readonly titles: readonly string[];
  /** The host as they would leave it, as far as they can be made. */
  readonly snapshot: HostSnapshot;
  readonly topology: Topology;
}

/** Plans several edits as one, and tells what each of them is and comes to. */
export function planSeveral(
  snapshot: HostSnapshot,
  topology: Topology,
  edits: readonly PlainEdit[],
  options: PlanOptions,
): PlannedEdits {
  const all = draftAll(snapshot, topology, edits, options);
  const draft = draftSeveral(edits, all);
  const titles = new Map(all.drafted.map(({ index, draft }) => [index, draft.title]));
  const refusedAt = all.refused?.index ?? null;
  return {
    planned: isRefusal(draft) ? refused(draft) : planned(snapshot, topology, draft, options.id),
    refused: refusedAt,
    titles: edits
      .slice(0, refusedAt ?? edits.length)
      .map((edit, index) => titles.get(index) ?? editWords(topology, edit)),
    snapshot: all.snapshot,
    topology: all.topology,
  };
}

function draftAll(
  snapshot: HostSnapshot,
  topology: Topology,
  edits: readonly PlainEdit[],
  options: PlanOptions,
) {
  return draftEach(snapshot, topology, edits, (facts, graph, edit) => draftOf(facts, graph, edit, options));
}

function planned(
  snapshot: HostSnapshot,
  topology: Topology,
  { ops, ...words }: Omit<EditDraft, 'edit'> & { readonly edit: Edit | null },
  id: string,
): Planned {
  const steps = planSteps(snapshot, ops);
  if (isRefusal(steps)) return refused(steps);
  const unfit = words.guard === undefined ? null : refuseSteps(steps);
  if (unfit !== null) return refused(unfit);
  return {
    ok: true,
    plan: {
      id,
      host: topology.host,
      revision: topology.revision,
      ...words,
      warnings: [...words.warnings, ...keptElsewhere(snapshot, steps)],
      steps,
    },
  };
}

/** TrueNAS writes libvirt's definitions out of its own database. */
function keptElsewhere({ libvirtUri }: HostSnapshot, steps: readonly Step[]): string[] {
  const isTrueNas = libvirtUri?.includes('/truenas_libvirt/') === true;
  return isTrueNas && steps.some(({ rights }) => rights === 'libvirt')
    ? ['TrueNAS keeps its VMs in a database of its own: this lasts until it defines the VM again.']
    : [];
}

function refused(refusal: Refusal): Planned {
  return { ok: false, refusal };
}
