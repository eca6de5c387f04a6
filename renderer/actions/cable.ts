import { isPluggable } from '#shared/edits/port.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { isLink, type NodeId, type Topology } from '#shared/topology/model.ts';

/**
 * The cable that a node belongs to, as an edit names it: the vNIC where there is one, else the link itself. Null for
 * what is no cable: a VM, a bridge, a network.
 */
export function cableOf(topology: Topology, id: NodeId): NodeId | null {
  const { nodes, into } = graphOf(topology);
  const node = nodes.get(id);
  if (!isLink(node)) return node?.kind === 'vnic' ? id : null;
  const backed = into(id).find(({ kind }) => kind === 'backs');
  return backed?.from ?? (isPluggable(node.kind) && node.isTaken !== true ? id : null);
}
