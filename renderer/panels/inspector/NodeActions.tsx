import { graphOf } from '#shared/topology/graph.ts';
import type { Topology, TopologyNode } from '#shared/topology/model.ts';
import type { Action } from '../../actions/action.ts';
import { actions } from '../../actions/actions.ts';
import { cableOf } from '../../actions/cable.ts';
import { propose } from '../../actions/edit.ts';
import { useScene } from '../../actions/useScene.ts';
import { Keys } from '../../ui/Keys.tsx';

/** What can be done with the selected thing; the same actions as by drag or key. */
export function NodeActions({
  topology,
  node,
}: {
  readonly topology: Topology;
  readonly node: TopologyNode;
}) {
  const cable = cableOf(topology, node.id);
  if (node.kind !== 'vm' && cable === null) return null;
  return (
    <section className="inspector-actions">
      {node.kind === 'vm' ? (
        <ActionWithKey action={actions.attach} />
      ) : (
        <>
          <ActionWithKey action={actions.move} />
          <ActionWithKey action={actions.pull} />
        </>
      )}
      {cable !== null && <LinkSwitch topology={topology} cable={cable} />}
    </section>
  );
}

function ActionWithKey({ action }: { readonly action: Action }) {
  const scene = useScene();
  const blocked = action.blocked(scene);
  const key = action.keys[0];
  return (
    <button
      type="button"
      className="button"
      disabled={blocked !== null}
      title={blocked ?? undefined}
      onClick={() => action.perform(scene)}
    >
      {action.label} {key !== undefined && <Keys keys={key} />}
    </button>
  );
}

/** The guest's cable pulled out or plugged in, without leaving the bridge. */
function LinkSwitch({ topology, cable }: { readonly topology: Topology; readonly cable: string }) {
  const scene = useScene();
  const node = graphOf(topology).nodes.get(cable);
  if (node === undefined) return null;
  const up = node.kind === 'vnic' ? node.linkState === 'up' : 'up' in node && node.up;
  const blocked = actions.move.blocked(scene);
  return (
    <button
      type="button"
      className="button"
      disabled={blocked !== null}
      title={blocked ?? undefined}
      onClick={() => void propose({ kind: 'link', cable, state: up ? 'down' : 'up' })}
    >
      {up ? 'Set link down' : 'Set link up'}
    </button>
  );
}
