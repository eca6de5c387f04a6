import type { FdbEntry, LinkAddress, Neighbour, Route } from '#shared/host/address.ts';
import type { RunOutcome } from '#shared/host/command.ts';
import type { Link } from '#shared/host/link.ts';
import { parseBridgeFdb } from '#shared/parse/bridgeFdb.ts';
import { type PortVlans, parseBridgeVlan } from '#shared/parse/bridgeVlan.ts';
import { parseIpAddr } from '#shared/parse/ipAddr.ts';
import { explainIp } from '#shared/parse/ipError.ts';
import { parseIpLink } from '#shared/parse/ipLink.ts';
import { parseIpNeigh } from '#shared/parse/ipNeigh.ts';
import { parseIpRoute } from '#shared/parse/ipRoute.ts';
import { readingOf } from './oddEntries.ts';
import { type ParseOnce, parseOnce } from './parseOnce.ts';
import type { ReadHost } from './patientHost.ts';
import type { Reading, Source } from './source.ts';
import { BRIDGE, exitTrouble, IP, type Tool, troubleOf, unparsableTrouble } from './trouble.ts';

/** Of milliseconds on most machines; an emulated one under load needs more than 5 s for a list of links. */
const TIMEOUT_MS = 10_000;

/** Reads one source whole. */
export type Read<T> = (signal: AbortSignal | undefined) => Promise<Reading<T>>;

export function readLinks(host: ReadHost): Read<readonly Link[]> {
  return reads(host, IP, ['-j', '-d', '-s', 'link', 'show'], parseOnce(parseIpLink));
}

export function readAddresses(host: ReadHost): Read<readonly LinkAddress[]> {
  return reads(host, IP, ['-j', 'addr', 'show'], parseOnce(parseIpAddr));
}

export function readNeighbours(host: ReadHost): Read<readonly Neighbour[]> {
  return reads(host, IP, ['-j', 'neigh', 'show'], parseOnce(parseIpNeigh));
}

export function readFdb(host: ReadHost): Read<readonly FdbEntry[]> {
  return reads(host, BRIDGE, ['-j', '-s', 'fdb', 'show'], parseOnce(parseBridgeFdb));
}

/** Asked only where a bridge filters VLANs: elsewhere they are of no account, and the process is saved. */
export function readPortVlans(
  host: ReadHost,
  links: Pick<Source<readonly Link[]>, 'facts' | 'isReading' | 'settled'>,
): Read<PortVlans | null> {
  const read = reads(host, BRIDGE, ['-j', '-compressvlans', 'vlan', 'show'], parseOnce(parseBridgeVlan));
  return async (signal) => {
    if (links.isReading) await links.settled();
    const isDue = links.facts.some(({ bridge }) => bridge?.vlanFiltering === true);
    return isDue ? read(signal) : { status: 'ok', facts: null };
  };
}

/** IPv4 and IPv6 are two tables. Of IPv6 only the way out is read: each TAP adds a link-local route of its own. */
export function readRoutes(host: ReadHost): Read<readonly Route[]> {
  const four = reads(
    host,
    IP,
    ['-j', 'route', 'show'],
    parseOnce((text) => parseIpRoute(text, 'inet')),
  );
  const six = reads(
    host,
    IP,
    ['-j', '-6', 'route', 'show'],
    parseOnce((text) => parseIpRoute(text, 'inet6')),
  );
  return async (signal) => {
    const [routes, routes6] = await Promise.all([four(signal), six(signal)]);
    if (!('facts' in routes)) return routes;
    if (routes6.status === 'cancelled') return routes6;
    if ('facts' in routes6) return both(routes, routes6);
    const message = `The IPv6 routes could not be read: ${routes6.message}`;
    const gap = { names: [], others: true };
    const unread = [{ of: 'routes', family: 'inet6' }] as const;
    return { status: 'partial', facts: routes.facts, message, advice: routes6.advice, gap, unread };
  };
}

type RouteTable = Extract<Reading<readonly Route[]>, { readonly facts: unknown }>;

/** One table of two; what is odd in either is told. */
function both(four: RouteTable, six: RouteTable): Reading<readonly Route[]> {
  const facts = [...four.facts, ...six.facts];
  const odd = [four, six].filter((each) => each.status === 'partial');
  const [first] = odd;
  if (first === undefined) return { status: 'ok', facts };
  const gaps = odd.flatMap(({ gap }) => gap ?? []);
  const gap = { names: gaps.flatMap(({ names }) => names), others: gaps.some(({ others }) => others) };
  const message = odd.map((each) => each.message).join(' ');
  return { status: 'partial', facts, message, advice: first.advice, ...(gaps.length === 0 ? {} : { gap }) };
}

function reads<T>(host: ReadHost, tool: Tool, args: readonly string[], parse: ParseOnce<T>): Read<T> {
  return async (signal) => {
    const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
    const command = { argv: [tool.program, ...args] } as const;
    let outcome = await host.run(command, limits);
    if (isTorn(outcome)) outcome = await host.run(command, limits);
    if (outcome.kind === 'cancelled') return { status: 'cancelled' };
    if (outcome.kind !== 'exited') return troubleOf(outcome, tool);
    const { exitCode, stdout, stderr } = outcome;
    if (exitCode !== 0) return exitTrouble(tool.program, exitCode, stderr, explainIp(stderr));
    const facts = parse(stdout);
    if (!facts.ok) return unparsableTrouble(facts.message);
    const torn = isTorn(outcome) ? explainIp(stderr) : null;
    if (torn === null) return readingOf(commandWords(tool, args), facts);
    return { ...torn, status: 'partial', facts: facts.value, gap: { names: [], others: true } };
  };
}

/** `ip link`, `ip -6 route`: without what only says how it is to be printed. */
function commandWords({ program }: Tool, args: readonly string[]): string {
  return [program, ...args.filter((arg) => !['-j', '-d', '-s', 'show'].includes(arg))].join(' ');
}

/** The kernel changed its tables while it printed them, and something may be missing: `ip` exits with 0 all the same. */
function isTorn(outcome: RunOutcome): boolean {
  return outcome.kind === 'exited' && outcome.exitCode === 0 && /Dump was interrupted/.test(outcome.stderr);
}
