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
  // A vNIC is concerned wherever it stands in the subject; a bridge or an uplink only where it is what is wrong.
  return findings.filter(({ subject }) =>
    subject.some((id, index) => along.has(id) && (index === 0 || id.startsWith('vnic:'))),
  );
}
