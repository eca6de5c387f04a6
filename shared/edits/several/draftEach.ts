import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { isRefusal, refuse } from '#shared/ops/refusal.ts';
import { factsAfter, planSteps } from '#shared/ops/steps.ts';
import { buildTopology } from '#shared/topology/build.ts';
import type { Topology } from '#shared/topology/model.ts';
import type { EditDraft } from '../drafts/draft.ts';
import type { EditRefusal, PlainEdit } from '../model.ts';
import { editWords } from './editWords.ts';
import { safeOrder } from './order.ts';

/** Drafts one edit on these facts. */
export type DraftOne = (
  snapshot: HostSnapshot,
  topology: Topology,
  edit: PlainEdit,
) => EditDraft | EditRefusal;

export interface DraftedEdit {
  /** Its place among the edits as they were put together. */
  readonly index: number;
  readonly draft: EditDraft;
}

/** Several edits, as far as they can be made. */
export interface DraftedEdits {
  /** In the order in which they are to be done. */
  readonly drafted: readonly DraftedEdit[];
  /** The first in that order that can't be made, and why; null: all can. */
  readonly refused: { readonly index: number; readonly refusal: EditRefusal } | null;
  /** The host as they would leave it. */
  readonly snapshot: HostSnapshot;
  readonly topology: Topology;
}

/** Drafts each edit on what the ones before it would leave, in the safe order, up to the first that can't be made. */
export function draftEach(
  snapshot: HostSnapshot,
  topology: Topology,
  edits: readonly PlainEdit[],
  draftOne: DraftOne,
): DraftedEdits {
  const drafted: DraftedEdit[] = [];
  let facts = snapshot;
  let graph = topology;
  for (const index of safeOrder(edits)) {
    const edit = edits[index] as PlainEdit;
    const draft = draftOne(facts, graph, edit);
    const steps = isRefusal(draft) ? draft : planSteps(facts, draft.ops);
    if (isRefusal(draft) || isRefusal(steps)) {
      const why = isRefusal(draft) ? draft : (steps as EditRefusal);
      const refused = { index, refusal: inPlan(why, editWords(graph, edit)) };
      return { drafted, refused, snapshot: facts, topology: graph };
    }
    drafted.push({ index, draft });
    facts = factsAfter(facts, draft.ops);
    graph = buildTopology(facts, topology.revision);
  }
  return { drafted, refused: null, snapshot: facts, topology: graph };
}

/** Why an edit can't be one of several. */
function inPlan({ why, advice, guarded }: EditRefusal, title: string): EditRefusal {
  return guarded === undefined
    ? refuse(`“${title}” can’t be done. ${why}`, advice)
    : refuse(
        `“${title}” can’t be one of several changes. ${why}`,
        'It needs the guard and has to be made on its own: remove it from this plan, and make it before or after the others.',
      );
}
