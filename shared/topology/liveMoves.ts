import { isLink, linkId, type Topology, type TopologyEdge, type TopologyNode } from './model.ts';

/** A link that Patchbay plugged with `ip link`, which no configuration knows: the next boot forgets it. */
export interface LiveMove {
  readonly link: string;
  /** The bridge that it was on before Patchbay's first edit of it; null: on none. */
  readonly was: string | null;
  /** The bridge that Patchbay's latest edit put it on; null: on none. */
  readonly now: string | null;
}

/** The moves that the host still shows: what somebody moved on, or put back, is theirs. */
export function presentMoves(
  moves: readonly LiveMove[],
  masterOf: (link: string) => string | null | undefined,
): LiveMove[] {
  return moves.filter(({ link, was, now }) => was !== now && masterOf(link) === now);
}

/**
 * Marks what Patchbay's own edits would lose at the next boot: on the cable where the link is plugged in, among the
 * link's details where it is plugged into nothing. What is not marked keeps its object.
 */
export function markLiveMoves(topology: Topology, moves: readonly LiveMove[]): Topology {
  if (moves.length === 0) return topology;
  const masters = new Map(
    topology.nodes.flatMap((node) => (isLink(node) ? [[node.name, node.master] as const] : [])),
  );
  const present = new Map(
    presentMoves(moves, (link) => masters.get(link)).map((move) => [linkId(move.link), move]),
  );
  if (present.size === 0) return topology;
  const markNode = (node: TopologyNode): TopologyNode => {
    const move = present.get(node.id);
    if (move === undefined || move.now !== null || !('details' in node)) return node;
    return { ...node, details: [...node.details, ['Lasts', liveMoveWords(move)]] };
  };
  const markEdge = (edge: TopologyEdge): TopologyEdge => {
    const port = edge.kind === 'port' ? edge.from : edge.kind === 'uplink' ? edge.to : '';
    const move = present.get(port);
    if (move === undefined) return edge;
    const message = `${move.link} is here ${liveMoveWords(move)}`;
    return { ...edge, conflicts: [...edge.conflicts, { code: 'live-only', message }] };
  };
  return { ...topology, nodes: topology.nodes.map(markNode), edges: topology.edges.map(markEdge) };
}

/** `until the next boot: Patchbay took it off br0.` */
export function liveMoveWords({ was, now }: Pick<LiveMove, 'was' | 'now'>): string {
  if (now === null) return `until the next boot: Patchbay disconnected it from ${was ?? 'its bridge'}.`;
  const before = was === null ? 'it was on no bridge before' : `it was on ${was} before`;
  return `until the next boot: Patchbay connected it, and ${before}.`;
}
