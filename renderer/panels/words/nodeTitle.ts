import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';

/** What to call a node where it stands alone: of a vNIC, also whose it is, as every VM has a net0. */
export function nodeTitle(topology: Topology, id: NodeId): string {
  const { nodes } = graphOf(topology);
  const node = nodes.get(id);
  const vm = node?.kind === 'vnic' ? nodes.get(node.vm) : undefined;
  if (node === undefined) return id;
  return vm === undefined ? node.name : `${node.name} of ${vm.name}`;
}
