import { graphOf } from '#shared/topology/graph.ts';
import type { Topology } from '#shared/topology/model.ts';
import type { Finding } from './finding.ts';

/** The findings that a text may mean: each of its words is in the title, the code, or the name of what it is about. */
export function searchFindings<One extends Pick<Finding, 'title' | 'code' | 'subject'>>(
  topology: Topology,
  findings: readonly One[],
  typed: string,
): readonly One[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const { nodes } = graphOf(topology);
  return findings.filter(({ title, code, subject }) => {
    const names = subject.map((id) => nodes.get(id)?.name ?? '');
    const text = [title, code, ...names].join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
