import { headsOf } from '#shared/findings/about.ts';
import { type Finding, type Severity, severities } from '#shared/findings/finding.ts';
import { append } from '#shared/topology/append.ts';
import { type Graph, graphOf } from '#shared/topology/graph.ts';
import type { NodeId, Topology, TopologyEdge, TopologyNode } from '#shared/topology/model.ts';

/** What is wrong with a thing that is drawn, for its badge. */
export interface Trouble {
  /** The gravest of it. */
  readonly severity: Severity;
  /** All of it, in sentences. */
  readonly words: string;
}

/** What was found, by the node or edge that gets the badge. */
export type Troubles = ReadonlyMap<string, readonly Finding[]>;

export const noTroubles: Troubles = new Map();

/** Finds each finding the places where it gets a badge: few, so that a badge says where to look. */
export function troublesOf(topology: Topology, findings: readonly Finding[]): Troubles {
  const graph = graphOf(topology);
  const edges = new Map(topology.edges.map((edge) => [edge.id, edge]));
  const troubles = new Map<string, Finding[]>();
  for (const finding of findings) {
    const subject = finding.subject.flatMap((id) => edges.get(id) ?? []);
    const places = headsOf(finding, graph.nodes).flatMap((head) => placesOf(head, graph, subject));
    for (const place of new Set(places)) append(troubles, place, finding);
  }
  return troubles;
}

/** A cable’s trouble is where the cable goes, as far as the finding says which way; any other is where it is named. */
function placesOf(head: NodeId, { nodes, into, out }: Graph, subject: readonly TopologyEdge[]) {
  const node = nodes.get(head);
  if (node === undefined || !isOfCable(node)) return [head];
  const backs = [...into(head), ...out(head)].filter(({ kind }) => kind === 'backs');
  const cable = new Set([head, ...backs.flatMap(({ from, to }) => [from, to])]);
  const onward = subject.filter(({ kind, from, to }) => ways.has(kind) && (cable.has(from) || cable.has(to)));
  const edges = onward.length > 0 ? onward : backs.filter((edge) => subject.includes(edge));
  return edges.length > 0 ? edges.map(({ id }) => id) : [head];
}

const ways: ReadonlySet<TopologyEdge['kind']> = new Set(['port', 'lower', 'uplink', 'defined']);

function isOfCable({ kind }: TopologyNode): boolean {
  return !['vm', 'container', 'network', 'bridge', 'ovs-bridge'].includes(kind);
}

/** More than three would hide the picture under their words. */
const MOST_WORDS = 3;

/** What is wrong at any of these places, as one; null: nothing is. */
export function troubleAt(troubles: Troubles, ids: readonly (string | undefined)[]): Trouble | null {
  if (troubles.size === 0) return null;
  const found = [...new Set(ids.flatMap((id) => (id === undefined ? [] : (troubles.get(id) ?? []))))];
  if (found.length === 0) return null;
  const rest = found.length - MOST_WORDS;
  const words = found.slice(0, MOST_WORDS).map(({ title, why }) => `${title}. ${why}`);
  return {
    severity: severities.find((each) => found.some(({ severity }) => severity === each)) ?? 'info',
    words: [...words, ...(rest > 0 ? [`And ${rest} more.`] : [])].join(' '),
  };
}
