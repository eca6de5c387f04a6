import { findFindings } from '#shared/findings/findFindings.ts';
import { append } from '#shared/topology/append.ts';
import type { Topology } from '#shared/topology/model.ts';
import { readQuery } from '#shared/topology/query.ts';
import type { SeenMac } from '#shared/topology/seen.ts';
import { seenMacs } from '#shared/topology/seenMacs.ts';
import { seenLine } from '#shared/topology/seenWords.ts';
import { trace as findPaths } from '#shared/topology/trace.ts';
import type { TraceResult } from '#shared/topology/traceResult.ts';
import { unreadOnWire, unreadSources, unreadWords } from '#shared/topology/unread.ts';
import { traceLine } from '#shared/topology/words.ts';
import type { Invocation } from './command.ts';
import { findingsAlong } from './findingsAlong.ts';
import { dim, yellow } from './line.ts';
import { nothingMatches } from './nothingMatches.ts';
import { readOnce } from './readOnce.ts';
import { noteSources } from './sources.ts';
import type { Terminal } from './terminal.ts';

/**
 * `patchbay trace WHAT`: one line for each path, and for each place where a MAC or an address was seen that no path
 * tells of; exits with 1 when nothing matches, or nobody knows whether it does.
 */
export async function trace(invocation: Invocation, terminal: Terminal): Promise<number> {
  const { json, args } = invocation;
  const [what = ''] = args;
  const { snapshot, topology } = await readOnce(invocation, terminal);
  const seen = seenMacs(snapshot, topology);
  const result = findPaths(topology, what, seen);
  const isFound = result.paths.length > 0 || result.seen.length > 0;
  const unread = unreadSources(topology.sources);
  if (json) {
    terminal.json(unread.length === 0 ? result : { ...result, sources: unread });
    return isFound ? 0 : 1;
  }
  const { findings } = findFindings(snapshot, topology);
  for (const { nodes, complete } of result.paths) {
    const line = traceLine(topology, nodes);
    terminal.out(complete ? line : dim(line));
    for (const { why } of findingsAlong(topology, findings, nodes)) terminal.out('  ', yellow('! '), why);
  }
  for (const line of seenLines(topology, result, seen)) terminal.out(line);
  if (!isFound) terminal.note(nothingMatches(what, unreadFor(what, topology)));
  if (result.isCut) terminal.note(yellow('! '), 'There are more paths than these, or longer ones.');
  if (result.ambiguous) terminal.note(yellow('! '), `“${what}” fits several things; these are all of them.`);
  noteSources(topology, terminal);
  return isFound ? 0 : 1;
}

/** Where something was seen beside its own path: what is nobody’s, and what came in by another port. */
function seenLines(
  topology: Topology,
  { paths, seen: places }: TraceResult,
  seen: readonly SeenMac[],
): string[] {
  const onPaths = new Set(paths.flatMap(({ nodes }) => nodes));
  const isTold = ({ owner, port }: SeenMac) =>
    owner !== null && onPaths.has(owner) && (port === null || onPaths.has(`link:${port}`));
  const asked = new Map<string, (string | null)[]>();
  for (const place of places) append(asked, placeOf(place), place.ip);
  return seen.flatMap((one) => {
    const ips = asked.get(placeOf(one));
    if (ips === undefined || isTold(one)) return [];
    return [seenLine(topology, one, ips.length === 1 ? (ips[0] ?? null) : null)];
  });
}

function placeOf({ mac, bridge, port, vlan }: Pick<SeenMac, 'mac' | 'bridge' | 'port' | 'vlan'>): string {
  return JSON.stringify([mac, bridge, port, vlan]);
}

/** What could not be read that the thing may be in: a MAC or an address may be any device’s on the wire. */
function unreadFor(what: string, { sources }: Topology): string | null {
  const { mac, wholeAddress, lower } = readQuery(what);
  const isOnWire = mac !== null || wholeAddress || /^[0-9a-f:.]*:[0-9a-f:.]*$/.test(lower);
  return unreadWords(sources) ?? (isOnWire ? unreadOnWire(sources) : null);
}
