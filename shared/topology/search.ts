import { graphOf } from './graph.ts';
import type { Hit } from './hit.ts';
import { hitLine } from './hitLine.ts';
import { type FieldName, type Match, matches, QUALITIES } from './match.ts';
import type { NodeId, NodeKind, Topology, TopologyNode } from './model.ts';
import { pathsThrough } from './paths.ts';
import { readQuery } from './query.ts';
import type { SeenMac } from './seen.ts';
import { seenHit } from './seenHit.ts';
import { seenMatches } from './seenMatch.ts';
import { kindWord } from './words.ts';

/** As many as anybody reads; more is a reason to type another letter. */
const MOST_HITS = 50;

const FIELD_ORDER: readonly FieldName[] = ['name', 'mac', 'address', 'alt-name', 'uuid', 'id'];

const KIND_ORDER: readonly NodeKind[] = ['vm', 'vnic', 'tap', 'macvtap', 'bridge', 'network', 'pnic'];

/**
 * Finds what a text may mean, the best fit first, each thing once; at most fifty.
 * @param seen what was seen on the wires of the same host: of it, what is nothing that was found already
 */
export function search(topology: Topology, text: string, seen: readonly SeenMac[] = []): Hit[] {
  const query = readQuery(text);
  const best = new Map<NodeId, Match>();
  for (const match of matches(topology, query)) {
    const known = best.get(match.node.id);
    if (known === undefined || compare(match, known) < 0) best.set(match.node.id, match);
  }
  const nodes = [...best.values()]
    .filter((match) => !repeatsItsVnic(match, best, topology))
    .sort(compare)
    .slice(0, MOST_HITS)
    .map((match) => hitOf(match, topology));
  const strangers = seenMatches(seen, query)
    .filter((match) => match.seen.owner === null || !best.has(match.seen.owner))
    .slice(0, MOST_HITS)
    .flatMap((match) => seenHit(topology, match) ?? []);
  return [...nodes, ...strangers]
    .sort((a, b) => QUALITIES.indexOf(a.quality) - QUALITIES.indexOf(b.quality))
    .slice(0, MOST_HITS);
}

/** A TAP has all but the first byte of its vNIC's MAC: to list both for one MAC tells nothing more. */
function repeatsItsVnic(match: Match, best: ReadonlyMap<NodeId, Match>, topology: Topology): boolean {
  if (match.field !== 'mac' || match.node.kind === 'vnic') return false;
  return graphOf(topology)
    .into(match.node.id)
    .some(({ kind, from }) => kind === 'backs' && best.get(from)?.field === 'mac');
}

function compare(a: Match, b: Match): number {
  return (
    QUALITIES.indexOf(a.quality) - QUALITIES.indexOf(b.quality) ||
    FIELD_ORDER.indexOf(a.field) - FIELD_ORDER.indexOf(b.field) ||
    kindRank(a.node) - kindRank(b.node) ||
    compareText(a.order, b.order) ||
    compareText(a.node.id, b.node.id)
  );
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function kindRank({ kind }: TopologyNode): number {
  const rank = KIND_ORDER.indexOf(kind);
  return rank < 0 ? KIND_ORDER.length : rank;
}

function hitOf({ node, field, text, start, end, quality }: Match, topology: Topology): Hit {
  const path = pathsThrough(topology, [node.id], 1)[0]?.nodes ?? [node.id];
  return {
    id: node.id,
    node: node.id,
    kind: node.kind,
    label: labelOf(node, topology),
    why: [kindWord(node.kind), ...foundBy(field, text)].join(', '),
    match: { text, start, end },
    path,
    line: hitLine(topology, node.id),
    lights: 'paths',
    quality,
  };
}

function labelOf(node: TopologyNode, topology: Topology): string {
  if (node.kind !== 'vnic') return node.name;
  const vm = graphOf(topology).nodes.get(node.vm);
  return vm === undefined ? node.name : `${vm.name} ${node.name}`;
}

function foundBy(field: FieldName, text: string): string[] {
  switch (field) {
    case 'mac':
      return [`MAC ${text}`];
    case 'address':
      return [`address ${text}`];
    case 'alt-name':
      return [`also called ${text}`];
    case 'uuid':
      return [`UUID ${text}`];
    default:
      return [];
  }
}
