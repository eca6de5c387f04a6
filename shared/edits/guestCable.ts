import type { Graph } from '#shared/topology/graph.ts';
import { isGuest, type NodeId, type VmNode, type VnicNode } from '#shared/topology/model.ts';

/** The vNIC that a node is or backs, with its VM or container; null for anything else. */
export function guestBehind(
  { nodes, into }: Graph,
  id: NodeId,
): { readonly vm: VmNode; readonly vnic: VnicNode } | null {
  const node = nodes.get(id);
  const [backs] = into(id).filter(({ kind }) => kind === 'backs');
  const vnic = node?.kind === 'vnic' ? node : nodes.get(backs?.from ?? '');
  const vm = vnic?.kind === 'vnic' ? nodes.get(vnic.vm) : undefined;
  return vnic?.kind === 'vnic' && isGuest(vm) ? { vm, vnic } : null;
}
