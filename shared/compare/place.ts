import type { Graph } from '#shared/topology/graph.ts';
import { linkId, type NodeId, type TopologyEdge } from '#shared/topology/model.ts';

/** The link that backs a vNIC now, or itself where none does. */
function endOf(graph: Graph, id: NodeId): NodeId {
  return graph.out(id).find(({ kind }) => kind === 'backs')?.to ?? id;
}

/** The cable of a vNIC, or of a link, where it ends: at a bridge, a bond, or the device that it is on. Null: nowhere. */
export function cableEdge(graph: Graph, id: NodeId): TopologyEdge | null {
  const end = endOf(graph, id);
  return (
    graph.out(end).find(({ kind }) => kind === 'port') ??
    graph.into(end).find(({ kind }) => kind === 'uplink' || kind === 'member') ??
    graph.out(end).find(({ kind }) => kind === 'lower') ??
    null
  );
}

/** What told where its cable ends now: the kernel, or Open vSwitch’s database of what is on a bridge of its. */
export function cableSource(graph: Graph, id: NodeId): 'ip-link' | 'ovs' {
  return cableEdge(graph, id)?.evidence.includes('ovs') ? 'ovs' : 'ip-link';
}

/** Where a vNIC or a link is plugged in now, else where its next start puts it; null: nowhere. */
export function placeOf(graph: Graph, id: NodeId): NodeId | null {
  const edge = cableEdge(graph, id);
  if (edge !== null) return edge.kind === 'uplink' || edge.kind === 'member' ? edge.from : edge.to;
  const next = graph.out(id).find(({ kind }) => kind === 'defined')?.to ?? null;
  const node = next === null ? undefined : graph.nodes.get(next);
  // A running VM is on the bridge of its network.
  return node?.kind === 'network' && node.bridge !== null ? linkId(node.bridge) : next;
}
