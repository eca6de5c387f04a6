import type { GuardTerms } from '#shared/guard.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import type { Op } from '../ops/op.ts';
import { isRefusal } from '../ops/refusal.ts';
import type { Step } from '../ops/step.ts';
import { planSteps } from '../ops/steps.ts';
import { unfolded } from '../ops/unfolded.ts';
import { withImages } from '../ops/vnic/savedImage.ts';
import { refuseContainer } from './containers.ts';
import type { EditDraft } from './drafts/draft.ts';
import { type DraftPlain, draftGuarded } from './drafts/guard/guarded.ts';
import { draftUnguarded } from './drafts/guard/unguarded.ts';
import { forNextStart } from './drafts/nextStart.ts';
import { draftPve } from './drafts/pve/pveDraft.ts';
import { draftPveRepair } from './drafts/pve/pveRepair.ts';
import type { Randoms } from './editKind.ts';
import { refuseBeyondGuard } from './guard/beyondGuard.ts';
import { guardTerms } from './guard/terms.ts';
import { refuseSteps } from './guard/words.ts';
import { kindOfEdit } from './kinds.ts';
import type { Edit, EditRefusal, Persist, PlainEdit, Planned } from './model.ts';
import { draftEach } from './several/draftEach.ts';
import { editWords } from './several/editWords.ts';
import { draftSeveral } from './several/several.ts';
import { refuseStale } from './unread.ts';

export interface PlanOptions extends Randoms {
  /** Names the plan; unique for as long as it may be applied. */
  readonly id: string;
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
  readonly done: string;
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
  const beyond = refuseBeyondGuard(snapshot, ops);
  if (beyond !== null) return refused(beyond);
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
): EditDraft | EditRefusal {
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
  randoms: Randoms,
): EditDraft | EditRefusal {
  const kind = kindOfEdit(edit);
  const stale = kind.changesHost ? refuseStale(topology.sources, ['ip-link']) : null;
  return (
    stale ??
    draftPveRepair(snapshot, topology, edit) ??
    draftPve(snapshot, topology, edit, randoms) ??
    refuseContainer(topology, edit) ??
    kind.draft(snapshot, topology, edit, randoms)
  );
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
    ? ['TrueNAS keeps its VMs in its own database: this lasts until TrueNAS defines the VM again.']
    : [];
}

function refused(refusal: EditRefusal): Planned {
  return { ok: false, refusal };
}
