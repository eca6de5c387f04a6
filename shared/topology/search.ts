import { graphOf } from './graph.ts';
import { type FieldName, type Match, matches, QUALITIES } from './match.ts';
import type { NodeId, NodeKind, Topology, TopologyNode } from './model.ts';
import { pathsThrough } from './paths.ts';
import { readQuery } from './query.ts';
import { kindWord } from './words.ts';

export interface Hit {
  readonly node: NodeId;
  readonly kind: NodeKind;
  /** What to call it: `web01`, `web01 net0`, `vnet7`. */
  readonly label: string;
  /** What it is and by what it was found: `VM`, `vNIC, MAC 52:54:00:aa:00:01`. */
  readonly why: string;
  /** The text in which the typed text was found, and where in it. */
  readonly match: { readonly text: string; readonly start: number; readonly end: number };
  /** One path through it, from the VM side to the physical side: a bridge lies on many. */
  readonly path: readonly NodeId[];
}

/** As many as anybody reads; more is a reason to type another letter. */
const MOST_HITS = 50;

const FIELD_ORDER: readonly FieldName[] = ['name', 'mac', 'address', 'alt-name', 'uuid', 'id'];

const KIND_ORDER: readonly NodeKind[] = ['vm', 'vnic', 'tap', 'macvtap', 'bridge', 'network', 'pnic'];

/** Finds what a text may mean, the best fit first, each thing once; at most fifty. */
export function search(topology: Topology, text: string): Hit[] {
  const best = new Map<NodeId, Match>();
  for (const match of matches(topology, readQuery(text))) {
    const known = best.get(match.node.id);
    if (known === undefined || compare(match, known) < 0) best.set(match.node.id, match);
  }
  return [...best.values()]
    .filter((match) => !repeatsItsVnic(match, best, topology))
    .sort(compare)
    .slice(0, MOST_HITS)
    .map((match) => hitOf(match, topology));
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

function hitOf({ node, field, text, start, end }: Match, topology: Topology): Hit {
  return {
    node: node.id,
    kind: node.kind,
    label: labelOf(node, topology),
    why: [kindWord(node.kind), ...foundBy(field, text)].join(', '),
    match: { text, start, end },
    path: pathsThrough(topology, [node.id], 1)[0]?.nodes ?? [node.id],
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
