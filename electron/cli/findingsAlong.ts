import type { Finding } from '#shared/findings/finding.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';

/** What was found on a path: of its nodes, of the cables between them, and of the definition of the vNIC it begins with. */
export function findingsAlong(
  topology: Topology,
  findings: readonly Finding[],
  path: readonly NodeId[],
): Finding[] {
  const graph = graphOf(topology);
  const edges = path.flatMap((id) =>
    graph.out(id).flatMap((edge) => (path.includes(edge.to) || edge.kind === 'defined' ? [edge.id] : [])),
  );
  const along = new Set([...path, ...edges]);
  return findings.filter(({ subject: [about] }) => along.has(about));
}
