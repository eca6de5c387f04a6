import type { Planned } from '#shared/edits/model.ts';
import { type PlanOptions, planEdit, planOps } from '#shared/edits/plan.ts';
import { refuseStale } from '#shared/edits/unread.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { kindOf } from '#shared/ops/kinds.ts';
import { isRefusal, type Refusal } from '#shared/ops/refusal.ts';
import type { Topology } from '#shared/topology/model.ts';
import { guardBack } from '../history/guardBack.ts';
import type { Intent } from '../history/intent.ts';
import { planFinish, planPutBack } from '../history/planUnfinished.ts';
import { type UndoRecord, wayBack } from '../history/undoRecord.ts';
import { redoEdit } from './redo.ts';

/** Plans an edit, or what leads an earlier one back or on, on these facts. */
export function planIntent(
  intent: Intent,
  snapshot: HostSnapshot,
  topology: Topology,
  options: PlanOptions,
): Planned {
  switch (intent.kind) {
    case 'edit':
      return planEdit(snapshot, topology, intent.edit, options);
    case 'undo':
      return planUndo(intent.entry, snapshot, topology, options);
    case 'finish':
      return planFinish(intent.past, snapshot, topology, options);
    case 'put-back':
      return planPutBack(intent.past, snapshot, topology, options);
    case 'redo': {
      const edit = redoEdit(intent.entry, snapshot);
      return isRefusal(edit) ? refused(edit) : planEdit(snapshot, topology, edit, options);
    }
  }
}

function planUndo(
  entry: UndoRecord,
  snapshot: HostSnapshot,
  topology: Topology,
  options: PlanOptions,
): Planned {
  const rights = new Set(
    entry.inverses.map(({ what, behind }) => (behind === null ? kindOf(what).rights : 'libvirt')),
  );
  const stale = refuseStale(topology.sources, [
    'ip-link',
    ...(rights.has('libvirt') ? (['virsh'] as const) : []),
    ...(rights.has('root') ? (['pve'] as const) : []),
  ]);
  if (stale !== null) return refused(stale);
  const way = wayBack(entry, snapshot);
  if (isRefusal(way)) return refused(way);
  const words = {
    title: entry.undoTitle,
    effects: [`Reverts: ${entry.title}.`],
    lasts: way.lasts,
    undoTitle: entry.title,
    touches: entry.touches,
    done: `Undone: ${entry.title}`,
    ...guardBack(entry.guard, way.ops, snapshot),
  };
  return planOps(snapshot, topology, way.ops, words, options);
}

function refused(refusal: Refusal): Planned {
  return { ok: false, refusal };
}
