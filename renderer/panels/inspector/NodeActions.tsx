import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId, Topology, TopologyNode } from '#shared/topology/model.ts';
import type { Action } from '../../actions/action.ts';
import { actions } from '../../actions/actions.ts';
import { editingBlocked, hostBlocked } from '../../actions/blocked.ts';
import { cableOf } from '../../actions/cable.ts';
import { propose } from '../../actions/edit.ts';
import { perform, useBlocked } from '../../actions/scene.ts';
import { Keys } from '../../ui/Keys.tsx';

/** What can be done with the selected thing; the same actions as by drag or key. */
export function NodeActions({
  topology,
  node,
}: {
  readonly topology: Topology;
  readonly node: TopologyNode;
}) {
  const blocked = useBlocked(hostBlocked);
  const cable = cableOf(topology, node.id);
  if (node.kind !== 'vm' && cable === null) return null;
  return (
    <section aria-label="What can be done">
      <div className="inspector-actions">
        {node.kind === 'vm' ? (
          <ActionWithKey action={actions.attach} />
        ) : (
          <>
            <ActionWithKey action={actions.move} />
            <ActionWithKey action={actions.pull} />
          </>
        )}
        {cable !== null && <LinkSwitch topology={topology} cable={cable} />}
      </div>
      {/* Said once and in the open: a tooltip on each button would have to be found first. */}
      {blocked !== null && <p className="why-blocked">{blocked}</p>}
    </section>
  );
}

function ActionWithKey({ action }: { readonly action: Action }) {
  const blocked = useBlocked(action.blocked);
  const key = action.keys[0];
  return (
    <button
      type="button"
      className="button"
      aria-disabled={blocked !== null}
      aria-keyshortcuts={key}
      title={blocked ?? undefined}
      onClick={() => perform(action)}
    >
      {action.label} {key !== undefined && <Keys keys={key} />}
    </button>
  );
}

/** The guest's cable pulled out or plugged in, without leaving the bridge. */
function LinkSwitch({ topology, cable }: { readonly topology: Topology; readonly cable: NodeId }) {
  const blocked = useBlocked(editingBlocked);
  const node = graphOf(topology).nodes.get(cable);
  if (node === undefined) return null;
  const up = node.kind === 'vnic' ? node.linkState === 'up' : 'up' in node && node.up;
  return (
    <button
      type="button"
      className="button"
      aria-disabled={blocked !== null}
      title={blocked ?? undefined}
      onClick={() => blocked === null && void propose({ kind: 'link', cable, state: up ? 'down' : 'up' })}
    >
      {up ? 'Set link down' : 'Set link up'}
    </button>
  );
}
