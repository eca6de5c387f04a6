import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';

/** What contradicts the cables of a path, and the definition of the vNIC that it begins with; each once. */
export function conflictsAlong(topology: Topology, path: readonly NodeId[]): string[] {
  const graph = graphOf(topology);
  const edges = path.flatMap((id) =>
    graph.out(id).filter(({ to, kind }) => path.includes(to) || kind === 'defined'),
  );
  return [...new Set(edges.flatMap(({ conflicts }) => conflicts.map(({ message }) => message)))];
}
