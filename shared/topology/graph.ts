import { append } from './append.ts';
import type { NodeId, Topology, TopologyEdge, TopologyNode } from './model.ts';

/** A topology with its look-ups. */
export interface Graph {
  readonly nodes: ReadonlyMap<NodeId, TopologyNode>;
  /** The place of each node among the topology's nodes. */
  readonly positions: ReadonlyMap<NodeId, number>;
  /** The edges that start at a node. */
  out(id: NodeId): readonly TopologyEdge[];
  /** The edges that end at a node. */
  into(id: NodeId): readonly TopologyEdge[];
}

const known = new WeakMap<Topology, Graph>();

/** Made once for each topology, and forgotten with it. */
export function graphOf(topology: Topology): Graph {
  const cached = known.get(topology);
  if (cached !== undefined) return cached;
  const out = new Map<NodeId, TopologyEdge[]>();
  const into = new Map<NodeId, TopologyEdge[]>();
  for (const edge of topology.edges) {
    append(out, edge.from, edge);
    append(into, edge.to, edge);
  }
  const graph: Graph = {
    nodes: new Map(topology.nodes.map((node) => [node.id, node])),
    positions: new Map(topology.nodes.map((node, index) => [node.id, index])),
    out: (id) => out.get(id) ?? [],
    into: (id) => into.get(id) ?? [],
  };
  known.set(topology, graph);
  return graph;
}
