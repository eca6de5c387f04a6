import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';

/**
 * The cable that a node belongs to, as an edit names it: the vNIC where there is one, else the loose TAP or veth
 * itself. Null for what is no cable: a VM, a bridge, an uplink.
 */
export function cableOf(topology: Topology, id: NodeId): NodeId | null {
  const node = graphOf(topology).nodes.get(id);
  if (node === undefined || node.kind === 'vnic') return node?.id ?? null;
  if (node.kind !== 'tap' && node.kind !== 'veth' && node.kind !== 'macvtap') return null;
  return topology.edges.find((edge) => edge.kind === 'backs' && edge.to === id)?.from ?? id;
}

/** The VM that a VM, vNIC or cable belongs to; null for what belongs to none. */
export function vmOf(topology: Topology, id: NodeId): NodeId | null {
  const nodes = graphOf(topology).nodes;
  if (nodes.get(id)?.kind === 'vm') return id;
  const cable = cableOf(topology, id);
  const vnic = cable === null ? undefined : nodes.get(cable);
  return vnic?.kind === 'vnic' ? vnic.vm : null;
}
