import { offersFor, type RepairOffer } from '#shared/edits/repairs.ts';
import type { Contradiction } from '#shared/topology/contradiction.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId, Topology, TopologyEdge } from '#shared/topology/model.ts';

export interface Difference {
  readonly edge: TopologyEdge;
  readonly conflict: Contradiction;
  /** The likeliest first; empty where only the user can know what should be. */
  readonly repairs: readonly RepairOffer[];
}

/**
 * All that contradicts a cable, with what mends it. A vNIC and the TAP behind it are one cable to the user, so either
 * of them, or an edge between them and their bridge, is told what the whole of it has.
 * @param id of a node or an edge; empty for one that is not there, as for one without contradictions
 */
export function repairsOf(topology: Topology, id: NodeId | TopologyEdge['id']): readonly Difference[] {
  const { nodes } = graphOf(topology);
  const own = nodes.has(id) ? edgesAt(topology, id) : topology.edges.filter((edge) => edge.id === id);
  return own.flatMap((edge) => {
    return edge.conflicts.map((conflict) => ({
      edge,
      conflict,
      repairs: offersFor(topology, edge, conflict),
    }));
  });
}

/** The edges that tell of a node: a vNIC's also those of its TAP, and a TAP's also those of its vNIC. */
function edgesAt(topology: Topology, id: NodeId): readonly TopologyEdge[] {
  const { into, out } = graphOf(topology);
  const at = (one: NodeId) => [...into(one), ...out(one)];
  const own = at(id);
  const other = own.flatMap(({ kind, from, to }) => (kind === 'backs' ? at(from === id ? to : from) : []));
  return [...new Set([...own, ...other])];
}
