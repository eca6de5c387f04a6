import type { LinkKind, LinkNode, Topology } from '#shared/topology/model.ts';
import { mtuOf, newTap, optionsOf } from '../forms/newForm.ts';
import { layerActions } from './layerActions.ts';
import { asking, type NodeAction, nodeAction, planning } from './nodeAction.ts';

/** What can be done with a bridge. */
export function bridgeActions(topology: Topology, bridge: LinkNode): readonly NodeAction[] {
  const options = optionsOf(bridge);
  const why =
    bridge.kind === 'ovs-bridge'
      ? 'Patchbay can’t set or delete Open vSwitch bridges yet. Use ovs-vsctl.'
      : null;
  return [
    nodeAction({
      id: 'options',
      label: 'Options…',
      isLikely: true,
      why: why ?? (options === null ? 'Its settings couldn’t be read.' : null),
      perform: options === null ? () => {} : asking(options),
    }),
    nodeAction({
      id: 'tap',
      label: 'Create a TAP on it…',
      why,
      perform: asking(newTap(topology, bridge.id)),
    }),
    ...layerActions(topology, bridge),
    upDown(bridge),
    mtu(bridge),
    deletion(bridge, why),
  ];
}

/** What can be done with any link but a bridge, whoever plugs it. @param tapOf whose TAP it is, in words; null: nobody's */
export function linkActions(topology: Topology, link: LinkNode, tapOf: string | null): readonly NodeAction[] {
  if (link.isTaken) return [];
  const own =
    tapOf === null ? null : `It’s the TAP of ${tapOf} and is removed with it. Disconnect that instead.`;
  return [
    ...layerActions(topology, link),
    upDown(link),
    mtu(link),
    ...(DELETABLE.has(link.kind) ? [deletion(link, own)] : []),
  ];
}

const DELETABLE: ReadonlySet<LinkKind> = new Set(['tap', 'bond', 'vlan']);

function upDown({ id, up }: LinkNode): NodeAction {
  return nodeAction({
    id: 'up-down',
    label: up ? 'Disable host interface' : 'Enable host interface',
    perform: planning({ kind: 'link-set', link: id, state: up ? 'down' : 'up' }),
  });
}

function mtu(link: LinkNode): NodeAction {
  return nodeAction({ id: 'mtu', label: `MTU of ${link.name}…`, perform: asking(mtuOf(link)) });
}

function deletion({ id, name }: LinkNode, why: string | null): NodeAction {
  return nodeAction({
    id: 'delete',
    label: `Delete ${name}…`,
    why,
    perform: planning({ kind: 'link-delete', link: id }),
  });
}
