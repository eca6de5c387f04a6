import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId, Topology, TopologyNode } from '#shared/topology/model.ts';
import { newBond, newVlan } from '../forms/layerForm.ts';
import { newBridge, newNetwork, newTap } from '../forms/newForm.ts';
import { cableOf } from './cable.ts';
import { plugActions, vmActions, vnicActions } from './cableActions.ts';
import { explainActions } from './explain.ts';
import { firewallActions } from './firewallActions.ts';
import { bridgeActions, linkActions } from './linkActions.ts';
import { networkActions } from './networkActions.ts';
import { asking, type NodeAction, nodeAction } from './nodeAction.ts';
import { followActions } from './vlanActions.ts';
import { vlanEdits } from './vlanEdits.ts';

/**
 * Everything that can be done to a node: the inspector, the menu and the palette show this list. What can't be done
 * now is in it all the same, and says why.
 */
export function nodeActions(topology: Topology, node: TopologyNode): readonly NodeAction[] {
  return [
    ...hostChanges(topology, node),
    ...explainActions(topology, node),
    ...vlanEdits(topology, node),
    ...firewallActions(topology, node),
    ...followActions(topology, node),
  ];
}

function hostChanges(topology: Topology, node: TopologyNode): readonly NodeAction[] {
  switch (node.kind) {
    case 'vm':
    case 'container':
      return vmActions(node);
    case 'vnic':
      return vnicActions(topology, node);
    case 'network':
      return networkActions(node);
    case 'bridge':
    case 'ovs-bridge':
      return bridgeActions(topology, node);
    default: {
      const cable = cableOf(topology, node.id);
      const vnic = cable === null ? undefined : graphOf(topology).nodes.get(cable);
      if (vnic?.kind === 'vnic') {
        const vm = graphOf(topology).nodes.get(vnic.vm);
        const whose = `${vm?.name ?? 'a VM'}’s ${vnic.name}`;
        return [...vnicActions(topology, vnic), ...linkActions(topology, node, whose)];
      }
      return [...(cable === null ? [] : plugActions(node)), ...linkActions(topology, node, null)];
    }
  }
}

/** What can be made on the host as a whole. */
export function hostActions(topology: Topology): readonly NodeAction[] {
  return [
    nodeAction({ id: 'bridge', label: 'Create a bridge…', perform: asking(newBridge(topology)) }),
    nodeAction({ id: 'bond', label: 'Create a bond…', perform: asking(newBond(topology, [])) }),
    nodeAction({ id: 'vlan', label: 'Create a VLAN…', perform: asking(newVlan(topology, '')) }),
    nodeAction({ id: 'tap', label: 'Create a TAP…', perform: asking(newTap(topology, '')) }),
    nodeAction({ id: 'network', label: 'Define a network…', perform: asking(newNetwork(topology)) }),
  ];
}

/**
 * What actions on something shown are about: a node itself; of a cable that stands for no node, the link that is
 * plugged. Null: it is gone.
 */
export function subjectOf(topology: Topology, id: string): TopologyNode | null {
  const { nodes } = graphOf(topology);
  const edge = topology.edges.find((one) => one.id === id);
  const end: NodeId = edge === undefined ? id : edge.kind === 'uplink' ? edge.to : edge.from;
  return nodes.get(end) ?? null;
}
