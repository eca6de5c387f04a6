import type { LinkNode, Topology } from '#shared/topology/model.ts';
import type { SeenMac } from '#shared/topology/seen.ts';
import { seenMacs } from '#shared/topology/seenMacs.ts';
import { agoWords, ownerWords, strangerWords } from '#shared/topology/seenWords.ts';
import { unreadOfBridge } from '#shared/topology/unread.ts';
import { allBridges, bridgeCalled } from './bridges.ts';
import type { Invocation } from './command.ts';
import { bold, columns, dim, type Line, type Piece } from './line.ts';
import { readOnce } from './readOnce.ts';
import { linksWereRead, noteSources } from './sources.ts';
import type { Terminal } from './terminal.ts';

/**
 * `patchbay macs [BRIDGE]`: what each bridge has learned, or one of them; exits with 0 while that could be read.
 * @throws {UserFailure} when there is no such bridge
 */
export async function macs(invocation: Invocation, terminal: Terminal): Promise<number> {
  const [name] = invocation.args;
  const { snapshot, topology } = await readOnce(invocation, terminal);
  const bridges = name === undefined ? allBridges(topology) : [bridgeCalled(topology, name)];
  const wanted = new Set(bridges.map((bridge) => bridge.name));
  const learned = seenMacs(snapshot, topology).filter(
    ({ bridge, port }) => port !== null && bridge !== null && wanted.has(bridge),
  );
  if (invocation.json) terminal.json(learned.map(macJson));
  else for (const line of macLines(topology, bridges, learned)) terminal.out(...line);
  if (!invocation.json) noteSources(topology, terminal);
  const unread = new Map(bridges.map((bridge) => [bridge, unreadOfBridge(topology, bridge.name)]));
  if (invocation.json)
    for (const [bridge, why] of unread) if (why !== null) terminal.note(`${bridge.name}: not known, ${why}.`);
  // Of all bridges, those are told that can be.
  const isTold = [...unread.values()].some((why) => why === null) || bridges.length === 0;
  return isTold && linksWereRead(topology) ? 0 : 1;
}

/** A row as scripts read it. */
function macJson({ bridge, port, mac, vlan, age, owner, addresses, vendor }: SeenMac): object {
  return { bridge, port, mac, vlan, age, owner, ips: addresses.map(({ address }) => address), vendor };
}

function macLines(topology: Topology, bridges: readonly LinkNode[], learned: readonly SeenMac[]): Line[] {
  if (bridges.length === 0) return linksWereRead(topology) ? [['There is no bridge on this host.']] : [];
  const rows = columns(
    learned.map((seen) => cellsOf(topology, seen)),
    2,
  );
  const lines = new Map(learned.map((seen, index) => [seen, rows[index] ?? []]));
  return bridges.flatMap((bridge, index): Line[] => {
    const own = learned.filter((seen) => seen.bridge === bridge.name);
    const unread = unreadOfBridge(topology, bridge.name);
    const none = unread === null ? 'no MAC learned now' : `not known: ${unread}`;
    const body: Line[] = own.length === 0 ? [['  ', dim(none)]] : own.map((seen) => lines.get(seen) ?? []);
    return [...(index === 0 ? [] : [[]]), [bold(bridge.name)], ...body];
  });
}

function cellsOf(topology: Topology, seen: SeenMac): Piece[] {
  const { port, mac, vlan, age, owner, addresses, isGateway } = seen;
  const whose = ownerWords(topology, owner);
  return [
    port ?? '',
    mac,
    vlan === null ? '' : `VLAN ${vlan}`,
    age === null ? '' : agoWords(age),
    whose ?? dim(strangerWords(seen)),
    [...addresses.map(({ address }) => address), ...(isGateway ? ['(gateway)'] : [])].join(' ') || dim('-'),
  ];
}
