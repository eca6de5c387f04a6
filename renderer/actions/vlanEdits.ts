import { graphOf } from '#shared/topology/graph.ts';
import {
  isBridge,
  isLink,
  type LinkNode,
  linkId,
  type Topology,
  type TopologyNode,
} from '#shared/topology/model.ts';
import type { SwitchVlansForm } from '../forms/form.ts';
import { optionsOf } from '../forms/newForm.ts';
import { vlansOf } from '../forms/portVlansForm.ts';
import { switchVlansOf, vnicSwitchVlans } from '../forms/switchVlansForm.ts';
import { asking, type NodeAction, nodeAction } from './nodeAction.ts';

/** How the VLANs of a port or of a bridge are changed, or how a bridge comes to filter them. */
export function vlanEdits(topology: Topology, node: TopologyNode): readonly NodeAction[] {
  const { nodes } = graphOf(topology);
  const link = node.kind === 'vnic' ? nodes.get(linkId(node.tap ?? '')) : node;
  const onSwitch = node.kind === 'vnic' ? vnicSwitchVlans(topology, node) : null;
  if (onSwitch !== null) return [ofSwitch(`VLANs of ${node.name}…`, onSwitch)];
  if (!isLink(link)) return [];
  const own = switchVlansOf(link);
  if (own !== null)
    return [ofSwitch(isBridge(link) ? `The host’s VLANs on ${link.name}…` : `VLANs of ${link.name}…`, own)];
  const bridge = link.bridge === undefined ? nodes.get(linkId(link.master ?? '')) : link;
  if (!isLink(bridge) || bridge.bridge === undefined) return [];
  if (!bridge.bridge.vlanFiltering) return bridge === link ? [filtering(bridge)] : [];
  const form = vlansOf(topology, link);
  return [
    nodeAction({
      id: 'vlans',
      label: bridge === link ? `The host’s VLANs on ${link.name}…` : `VLANs of ${link.name}…`,
      why: form === null ? 'The VLANs of this host’s ports couldn’t be read.' : null,
      perform: form === null ? () => {} : asking(form),
    }),
  ];
}

function ofSwitch(label: string, form: SwitchVlansForm): NodeAction {
  return nodeAction({ id: 'vlans', label, perform: asking(form) });
}

function filtering(bridge: LinkNode): NodeAction {
  const options = optionsOf(bridge);
  return nodeAction({
    id: 'vlans',
    label: `Turn on VLAN filtering of ${bridge.name}…`,
    perform: options === null ? () => {} : asking({ ...options, vlanFiltering: true }),
  });
}
