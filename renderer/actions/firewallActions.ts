import { graphOf } from '#shared/topology/graph.ts';
import { isLink, type Topology, type TopologyNode } from '#shared/topology/model.ts';
import { isFirewallBridge, isFirewallJoint } from '#shared/topology/pveNames.ts';
import { useLook } from '../stores/look.ts';
import type { NodeAction } from './nodeAction.ts';

/** How to look into a cable that passes Proxmox VE’s firewall; nothing for anything else. It changes nothing. */
export function firewallActions(topology: Topology, node: TopologyNode): readonly NodeAction[] {
  if (!touchesFirewall(topology, node)) return [];
  return [
    {
      id: 'firewalls',
      label: 'Show or hide firewall bridges',
      keys: [],
      isLikely: false,
      blocked: () => null,
      perform: ({ look }) => useLook.setState({ firewalls: !look.firewalls }),
    },
  ];
}

function touchesFirewall(topology: Topology, node: TopologyNode): boolean {
  const link = node.kind === 'vnic' ? graphOf(topology).nodes.get(`link:${node.tap}`) : node;
  if (!isLink(link)) return false;
  return isFirewallJoint(link.name) || [link.name, link.master ?? ''].some(isFirewallBridge);
}
