import type { EdgeKind, NodeId, Topology, TopologyEdge, TopologyNode } from '#shared/topology/model.ts';

/** A topology, ready to be asked. Edges whose ends are not both among the nodes are left out. */
export interface CanvasGraph {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
  node(id: NodeId): TopologyNode | undefined;
  from(id: NodeId, ...kinds: EdgeKind[]): readonly TopologyEdge[];
  into(id: NodeId, ...kinds: EdgeKind[]): readonly TopologyEdge[];
}

export function canvasGraphOf(topology: Pick<Topology, 'nodes' | 'edges'>): CanvasGraph {
  const nodes = new Map(topology.nodes.map((node) => [node.id, node]));
  const edges = topology.edges.filter((edge) => nodes.has(edge.from) && nodes.has(edge.to));
  const from = groupBy(edges, (edge) => edge.from);
  const into = groupBy(edges, (edge) => edge.to);
  return {
    nodes: [...nodes.values()],
    edges,
    node: (id) => nodes.get(id),
    from: (id, ...kinds) => pick(from.get(id), kinds),
    into: (id, ...kinds) => pick(into.get(id), kinds),
  };
}

const none: readonly TopologyEdge[] = [];

function pick(edges: readonly TopologyEdge[] | undefined, kinds: readonly EdgeKind[]) {
  if (edges === undefined) return none;
  return edges.filter((edge) => kinds.includes(edge.kind));
}

export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
