import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId, NodeKind, Topology } from '#shared/topology/model.ts';

/** Links that can be connected to bridges. */
const PLUGS: ReadonlySet<NodeKind> = new Set(['tap', 'macvtap', 'veth', 'pnic', 'bond', 'vlan', 'vxlan']);

/**
 * The cable that a node belongs to, as an edit names it: the vNIC where there is one, else the link itself. Null for
 * what is no cable: a VM, a bridge, a network.
 */
export function cableOf(topology: Topology, id: NodeId): NodeId | null {
  const node = graphOf(topology).nodes.get(id);
  if (node === undefined || node.kind === 'vnic') return node?.id ?? null;
  if (!PLUGS.has(node.kind)) return null;
  return topology.edges.find((edge) => edge.kind === 'backs' && edge.to === id)?.from ?? id;
}
