import type { NodeId, TopologyNode } from '#shared/topology/model.ts';
import type { CanvasGraph } from './graph.ts';
import type { Card } from './model.ts';

/**
 * As what a node is drawn: a card of its own, or null where it is a row, a tag or nothing.
 * Loopback, ifb and whatever else nobody plugs anything into stay out of the picture.
 */
export function shapeOf(graph: CanvasGraph, node: TopologyNode): Card['kind'] | null {
  switch (node.kind) {
    case 'vm':
    case 'container':
      return 'vm';
    case 'vnic':
      return null;
    case 'bridge':
    case 'ovs-bridge':
      return 'switch';
    case 'network':
      return graph.from(node.id, 'realises').length > 0 ? null : 'switch';
    case 'pnic':
    case 'bond':
    case 'vlan':
    case 'vxlan':
      return 'socket';
    case 'tap':
    case 'macvtap':
      return isBacking(graph, node.id) ? null : 'loose';
    case 'vf':
      return isGiven(graph, node.id) && graph.from(node.id, 'lower').length === 0 ? 'socket' : null;
    case 'veth':
    case 'other':
      if (leadsOut(graph, node.id)) return 'socket';
      if (isBacking(graph, node.id)) return null;
      if (graph.from(node.id, 'port').length === 0 || trunkOf(graph, node.id) !== null) return null;
      return 'loose';
  }
}

/** It is a VM’s, now or from its next start on. */
function isGiven(graph: CanvasGraph, link: NodeId): boolean {
  return graph.into(link, 'backs', 'defined').length > 0;
}

/** The card that a virtual function is one of: it is drawn as that. */
export function cardOf(graph: CanvasGraph, node: TopologyNode): NodeId {
  return node.kind === 'vf' ? (graph.from(node.id, 'lower')[0]?.to ?? node.id) : node.id;
}

function isBacking(graph: CanvasGraph, link: NodeId): boolean {
  return graph.into(link, 'backs').length > 0;
}

function leadsOut(graph: CanvasGraph, link: NodeId): boolean {
  return graph.into(link, 'uplink', 'lower', 'member', 'nat', 'routed').length > 0;
}

/** A veth pair that joins two bridges, as Proxmox builds its firewall: one end is the near switch's way out. */
export interface Trunk {
  readonly edge: string;
  readonly near: { readonly link: NodeId; readonly bridge: NodeId };
  readonly far: { readonly link: NodeId; readonly bridge: NodeId };
}

/** The trunk that a veth is an end of; null when its pair does not join two bridges. */
export function trunkOf(graph: CanvasGraph, veth: NodeId): Trunk | null {
  const peer = graph.from(veth, 'peer')[0] ?? graph.into(veth, 'peer')[0];
  if (peer === undefined) return null;
  const near = graph.from(peer.from, 'port')[0]?.to;
  const far = graph.from(peer.to, 'port')[0]?.to;
  if (near === undefined || far === undefined || near === far) return null;
  return { edge: peer.id, near: { link: peer.from, bridge: near }, far: { link: peer.to, bridge: far } };
}

/** The card that stands for a bridge or network: a network that has a bridge is drawn as that bridge. */
export function switchOf(graph: CanvasGraph, id: NodeId): NodeId {
  return graph.from(id, 'realises')[0]?.to ?? id;
}
