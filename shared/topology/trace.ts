import { type Graph, graphOf } from './graph.ts';
import { type Match, matches } from './match.ts';
import type { NodeId, Topology } from './model.ts';
import { findPaths } from './paths.ts';
import { readQuery } from './query.ts';
import type { SeenMac } from './seen.ts';
import { type SeenMatch, seenMatches } from './seenMatch.ts';
import type { SeenAt, TraceResult } from './traceResult.ts';

/**
 * Finds what a query names and every path through it. A query is a VM's name or UUID, a MAC or any piece of one (the
 * guest's or the TAP's own), the name of a link or network, an address of a guest or of the host, or a node's id; and
 * any MAC or address that was seen on a wire, which has no path unless it is one of those.
 *
 * What fits exactly beats what fits but for case, and that beats what fits in part. No paths, nothing seen: nothing fits.
 *
 * @param seen what was seen on the wires of the same host
 */
export function trace(topology: Topology, query: string, seen: readonly SeenMac[] = []): TraceResult {
  const graph = graphOf(topology);
  const read = readQuery(query);
  const found = matches(topology, read);
  const onWire = bestSeen(seenMatches(seen, read), found);
  const isBeaten = onWire.some(({ quality }) => quality === 'exact') && bestRank(found) > 0;
  const best = isBeaten ? [] : bestNodes(found);
  const things = new Set(best.map((id) => thingOf(graph, id)));
  const strangers = new Set(onWire.map(({ seen: { mac } }) => mac));
  const { paths, isCut } = findPaths(
    topology,
    best.map((id) => bridgeOf(graph, id) ?? id),
  );
  return {
    query,
    paths,
    ambiguous: things.size > 1 || (things.size === 0 && strangers.size > 1),
    seen: onWire.flatMap(placesOf),
    ...(isCut ? { isCut: true as const } : {}),
  };
}

/** What was seen is named by a whole MAC or address; by a piece of one only where nothing of the graph fits. */
function bestSeen(onWire: readonly SeenMatch[], found: readonly Match[]): SeenMatch[] {
  const exact = onWire.filter(({ quality }) => quality === 'exact');
  return exact.length > 0 || found.length > 0 ? exact : [...onWire];
}

/** A row for each address of it, or for the one that was asked for. */
function placesOf({ seen, address }: SeenMatch): SeenAt[] {
  const { mac, bridge, port, vlan, age } = seen;
  const asked = address === null ? seen.addresses : [address];
  const place = { mac, bridge, port, vlan };
  if (asked.length === 0) return [{ ...place, ip: null, source: 'fdb', age }];
  return asked.map(({ address: ip, source }) => ({ ...place, ip, source, age }));
}

/** The nodes that a query names: those that fit best, and no others. */
function bestNodes(found: readonly Match[]): NodeId[] {
  const best = bestRank(found);
  return [...new Set(found.filter((match) => rank(match) === best).map(({ node }) => node.id))];
}

function bestRank(found: readonly Match[]): number {
  return found.reduce((least, match) => Math.min(least, rank(match)), Number.POSITIVE_INFINITY);
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
