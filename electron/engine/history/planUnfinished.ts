import type { Planned } from '#shared/edits/model.ts';
import { type PlanOptions, planOps } from '#shared/edits/plan.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Op } from '#shared/ops/op.ts';
import { alreadySo, refuse } from '#shared/ops/refusal.ts';
import type { Topology } from '#shared/topology/model.ts';
import { type Aftermath, aftermathOf, backOf, isAsBefore, restOf } from './aftermath.ts';
import { guardBack } from './guardBack.ts';
import type { JournaledEdit } from './journaledEdit.ts';

/** Plans what is missing of an edit that did not come to its end. */
export function planFinish(
  edit: JournaledEdit,
  snapshot: HostSnapshot,
  topology: Topology,
  options: PlanOptions,
): Planned {
  return plan(edit, snapshot, (aftermath) => {
    const ops = restOf(aftermath, snapshot);
    const { title, undoTitle, lasts, touches, guard } = edit.begun;
    if (ops.length === 0) return refused(`“${title}” is already complete.`);
    const effects = [`Finishes what was begun: ${title}.`];
    return planOps(
      snapshot,
      topology,
      ops,
      {
        title: `Finish: ${title}`,
        effects,
        lasts,
        undoTitle,
        touches,
        done: `Finished: ${title}`,
        ...guardBack(guard, ops, snapshot),
      },
      options,
    );
  });
}

/** Plans to take back what was done of an edit that did not come to its end. */
export function planPutBack(
  edit: JournaledEdit,
  snapshot: HostSnapshot,
  topology: Topology,
  options: Pick<PlanOptions, 'id'>,
): Planned {
  return plan(edit, snapshot, (aftermath) => {
    const ops = raised(backOf(aftermath, edit, snapshot), snapshot);
    const { title, lasts, touches, guard } = edit.begun;
    if (ops.length === 0) return nothingLeft(title, aftermath);
    const effects = [`Reverts what was done of: ${title}.`];
    const words = {
      title: `Revert: ${title}`,
      effects,
      lasts,
      undoTitle: title,
      touches,
      done: `Reverted: ${title}`,
      ...guardBack(guard, ops, snapshot),
    };
    return planOps(snapshot, topology, ops, words, options);
  });
}

/** The same, but that a link which somebody has set down since is set up again before it gets a route, as it must be. */
function raised(ops: readonly Op[], snapshot: HostSnapshot): Op[] {
  const down = new Set(snapshot.links.filter(({ up }) => !up).map(({ name }) => name));
  return ops.flatMap((op): Op[] => {
    const link = op.op === 'route' && op.present ? op.route.link : null;
    if (op.op === 'link-state' && op.state === 'up') down.delete(op.link);
    return link !== null && down.delete(link) ? [{ op: 'link-state', link, state: 'up' }, op] : [op];
  });
}

function plan(edit: JournaledEdit, snapshot: HostSnapshot, make: (aftermath: Aftermath) => Planned): Planned {
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

/** There is nothing to do, and nothing is wrong. */
function nothingLeft(title: string, { steps }: Aftermath): Planned {
  const why = isAsBefore(steps)
    ? `The host is as it was before “${title}”: there is nothing to revert.`
    : `Nothing of “${title}” is left on the host: what it changed has gone or stopped since.`;
  return { ok: false, refusal: alreadySo(why) };
}

function refused(why: string): Planned {
  return { ok: false, refusal: refuse(why, '') };
}
