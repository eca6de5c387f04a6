import { type Graph, graphOf } from './graph.ts';
import { type Match, matches } from './match.ts';
import type { NodeId, Topology, TraceResult } from './model.ts';
import { findPaths } from './paths.ts';
import { readQuery } from './query.ts';

/**
 * Finds what a query names and every path through it. A query is a VM's name or UUID, a MAC or any piece of one (the
 * guest's or the TAP's own), the name of a link or network, an address of a guest or of the host, or a node's id.
 *
 * What fits exactly beats what fits but for case, and that beats what fits in part. No paths: nothing fits.
 */
export function trace(topology: Topology, query: string): TraceResult {
  const graph = graphOf(topology);
  const best = bestNodes(matches(topology, readQuery(query)));
  const things = new Set(best.map((id) => thingOf(graph, id)));
  const { paths, isCut } = findPaths(
    topology,
    best.map((id) => bridgeOf(graph, id) ?? id),
  );
  return { query, paths, ambiguous: things.size > 1, ...(isCut ? { isCut: true as const } : {}) };
}

/** The nodes that a query names: those that fit best, and no others. */
function bestNodes(found: readonly Match[]): NodeId[] {
  const best = found.reduce((least, match) => Math.min(least, rank(match)), Number.POSITIVE_INFINITY);
  return [...new Set(found.filter((match) => rank(match) === best).map(({ node }) => node.id))];
}

function rank({ quality }: Match): number {
  return quality === 'exact' ? 0 : quality === 'exact-but-case' ? 1 : 2;
}

/** A vNIC and its TAP are one cable, a network and its bridge one switch: to find both is not ambiguous. */
function thingOf(graph: Graph, id: NodeId): NodeId {
  const backs = graph.into(id).filter(({ kind }) => kind === 'backs');
  const [only] = backs;
  const ownTap = only !== undefined && backs.length === 1 && graph.nodes.get(id)?.kind !== 'pnic';
  return ownTap ? only.from : (bridgeOf(graph, id) ?? id);
}

/** The bridge of an active network: its cables are the network's. */
function bridgeOf(graph: Graph, id: NodeId): NodeId | null {
  return graph.out(id).find(({ kind }) => kind === 'realises')?.to ?? null;
}
