import type { Preview } from '#shared/api.ts';
import type { PlainEdit } from '#shared/edits/model.ts';
import { type PlanOptions, planSeveral } from '#shared/edits/plan.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { refuse } from '#shared/ops/refusal.ts';
import { type LiveMove, markLiveMoves } from '#shared/topology/liveMoves.ts';
import type { Topology } from '#shared/topology/model.ts';
import { movesAfter } from '../history/liveMoves.ts';
import { undoRecordOf } from '../history/undoRecord.ts';

/** The host as it is shown now. */
export interface PreviewBase {
  readonly snapshot: HostSnapshot;
  readonly topology: Topology;
  /** What Patchbay plugged itself. */
  readonly moves: readonly LiveMove[];
}

/** What the host would be with these edits, and their plan; without any, the host as it is. Reads and keeps nothing. */
export function previewOf(edits: readonly PlainEdit[], shown: PreviewBase, options: PlanOptions): Preview {
  const { snapshot, topology, moves } = shown;
  if (edits.length === 0) {
    const planned = { ok: false, refusal: refuse('No change is planned.', '') } as const;
    return { planned, refused: null, titles: [], topology };
  }
  const { planned, refused, titles, ...left } = planSeveral(snapshot, topology, edits, options);
  const told = { planned, refused, titles };
  if (left.snapshot === snapshot) return { ...told, topology };
  const own = planned.ok ? [undoRecordOf(planned.plan, planned.plan.steps, snapshot, left.snapshot)] : [];
  return { ...told, topology: markLiveMoves(left.topology, movesAfter(moves, own)) };
}
