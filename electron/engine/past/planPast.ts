import type { Planned } from '#shared/edits/model.ts';
import { type PlanOptions, planOps } from '#shared/edits/plan.ts';
import { refuse } from '#shared/edits/refusal.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Topology } from '#shared/topology/model.ts';
import { guardBack } from '../guard/guardBack.ts';
import { type Entry, entryOf } from '../historyEntry.ts';
import { type Aftermath, aftermathOf, backOf, presentSteps, restOf } from './aftermath.ts';
import type { PastEdit } from './pastEdit.ts';

/** Plans what is missing of an edit that did not come to its end. */
export function planFinish(
  edit: PastEdit,
  snapshot: HostSnapshot,
  topology: Topology,
  options: PlanOptions,
): Planned {
  return plan(edit, snapshot, (aftermath) => {
    const ops = restOf(aftermath, snapshot);
    const { title, undoTitle, lasts, touches, guard } = edit.begun;
    if (ops.length === 0) return refused(`Nothing is missing of “${title}”.`);
    const effects = [`Finishes what was begun: ${title}.`];
    return planOps(
      snapshot,
      topology,
      ops,
      { title: `Finish: ${title}`, effects, lasts, undoTitle, touches, ...guardBack(guard, ops, snapshot) },
      options,
    );
  });
}

/** Plans to take back what was done of an edit that did not come to its end. */
export function planPutBack(
  edit: PastEdit,
  snapshot: HostSnapshot,
  topology: Topology,
  options: PlanOptions,
): Planned {
  return plan(edit, snapshot, (aftermath) => {
    const ops = backOf(aftermath, edit, snapshot);
    const { title, lasts, touches, guard } = edit.begun;
    if (ops.length === 0) return refused(`Nothing of “${title}” is left on the host.`);
    const effects = [`Takes back what was done of: ${title}.`];
    const words = {
      title: `Put back: ${title}`,
      effects,
      lasts,
      undoTitle: title,
      touches,
      ...guardBack(guard, ops, snapshot),
    };
    return planOps(snapshot, topology, ops, words, options);
  });
}

/**
 * How to undo an edit as a whole once the host shows all of it; null where nothing of it would have to be undone.
 * @param snapshot a read of the present
 */
export function wholeEntry(edit: PastEdit, snapshot: HostSnapshot): Entry | null {
  const { begun } = edit;
  if (begun.kind !== 'edit' && begun.kind !== 'redo') return null;
  const { steps } = aftermathOf(edit, snapshot);
  const present = presentSteps(steps, snapshot);
  const ran = presentSteps(
    steps.filter((_, index) => edit.results.get(index)?.outcome !== 'already-so'),
    snapshot,
  );
  return entryOf({ ...begun, steps: present }, ran, snapshot, snapshot);
}

function plan(edit: PastEdit, snapshot: HostSnapshot, make: (aftermath: Aftermath) => Planned): Planned {
  const aftermath = aftermathOf(edit, snapshot);
  if (aftermath.found !== 'unseen') return make(aftermath);
  return {
    ok: false,
    refusal: refuse(
      'What came of it can’t be seen: the host could not be read far enough.',
      'Look at what could not be read first.',
    ),
  };
}

function refused(why: string): Planned {
  return { ok: false, refusal: refuse(why, '') };
}
