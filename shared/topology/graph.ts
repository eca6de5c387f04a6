import { append } from './append.ts';
import type { NodeId, TopologyEdge, TopologyNode } from './model.ts';
import { perTopology } from './perTopology.ts';

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

export const graphOf = perTopology((topology): Graph => {
  const out = new Map<NodeId, TopologyEdge[]>();
  const into = new Map<NodeId, TopologyEdge[]>();
  for (const edge of topology.edges) {
    append(out, edge.from, edge);
    append(into, edge.to, edge);
  }
  return {
    nodes: new Map(topology.nodes.map((node) => [node.id, node])),
    positions: new Map(topology.nodes.map((node, index) => [node.id, index])),
    out: (id) => out.get(id) ?? [],
    into: (id) => into.get(id) ?? [],
  };
});
