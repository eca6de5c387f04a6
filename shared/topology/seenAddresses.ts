import type { Neighbour } from '#shared/host/address.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { append } from './append.ts';
import { graphOf } from './graph.ts';
import { isBridge, isLink, linkId, type NodeId, type Topology } from './model.ts';
import type { SeenAddress, SeenMac } from './seen.ts';

/** A MAC at a place: of an address, where it counts; of a row, where it was learned. */
export type Addressed = Pick<SeenMac, 'mac' | 'bridge' | 'port' | 'vlan'>;

interface AddressBook {
  /** The addresses of a MAC at that place. */
  of(place: Addressed, owner: NodeId | null): SeenAddress[];
  /** The places of which neighbours and leases tell and `learned` does not, each once. */
  beside(learned: readonly Addressed[]): Addressed[];
}

type Entry = Addressed & SeenAddress;

/** What the host’s neighbour table, DHCP leases, guests and the host’s own links tell of MACs and their addresses. */
export function addressBook(snapshot: HostSnapshot, topology: Topology): AddressBook {
  const entries = [...neighbourEntries(snapshot, topology), ...leaseEntries(snapshot)];
  const byMac = new Map<string, Entry[]>();
  for (const entry of entries) append(byMac, entry.mac, entry);
  const isThere = (entry: Entry, place: Addressed) => isAt(entry, place, snapshot);
  return {
    of(place, owner) {
      const there = (byMac.get(place.mac) ?? []).filter((entry) => isThere(entry, place));
      const told = [...ownAddresses(topology, owner), ...there];
      const known = new Map<string, SeenAddress>();
      for (const { address, source } of told)
        if (!known.has(address)) known.set(address, { address, source });
      return [...known.values()].sort(compare);
    },
    beside(learned) {
      const rows = new Map<string, Addressed[]>();
      for (const row of learned) append(rows, row.mac, row);
      const left = entries.filter((entry) => !rows.get(entry.mac)?.some((row) => isThere(entry, row)));
      return [
        ...new Map(
          left.map((entry) => [`${entry.mac} ${entry.bridge} ${entry.port} ${entry.vlan}`, entry]),
        ).values(),
      ];
    },
  };
}

/** An entry of a link on no bridge may be any place’s: a card that is seen through a macvlan. */
function isAt(entry: Entry, place: Addressed, { portVlans }: HostSnapshot): boolean {
  if (entry.bridge === null) return place.bridge !== null || entry.port === place.port;
  if (entry.bridge !== place.bridge) return false;
  if (place.vlan === null) return true;
  const own = portVlans?.[entry.bridge]?.find(({ pvid }) => pvid)?.first;
  const vlan = entry.vlan ?? own;
  return vlan === undefined || vlan === place.vlan;
}

function neighbourEntries({ neighbours }: HostSnapshot, topology: Topology): Entry[] {
  const places = new Map<string, Pick<Addressed, 'bridge' | 'port' | 'vlan'>>();
  return neighbours.filter(isAnswered).flatMap(({ mac, address, link }): Entry[] => {
    if (mac === null) return [];
    const place = places.get(link) ?? placeOf(link, topology);
    places.set(link, place);
    return [{ mac, ...place, address, source: 'arp' }];
  });
}

function isAnswered({ state }: Neighbour): boolean {
  return state !== 'FAILED' && state !== 'INCOMPLETE' && state !== 'NOARP';
}

/** Where the host hears by a link: on the bridge that it is, is a port of or is a VLAN of; else beside all bridges. */
function placeOf(link: string, topology: Topology): Pick<Addressed, 'bridge' | 'port' | 'vlan'> {
  const graph = graphOf(topology);
  let vlan: number | null = null;
  let node = graph.nodes.get(linkId(link));
  for (let depth = 0; depth < MOST_LAYERS && isLink(node); depth += 1) {
    if (isBridge(node)) return { bridge: node.name, port: null, vlan };
    const master = node.master === null ? undefined : graph.nodes.get(linkId(node.master));
    if (isBridge(master)) return { bridge: master.name, port: null, vlan };
    if (node.layer?.kind === 'vlan') vlan = node.layer.id;
    const lower = graph.out(node.id).find(({ kind }) => kind === 'lower');
    node = lower === undefined ? undefined : graph.nodes.get(lower.to);
  }
  return { bridge: null, port: link, vlan: null };
}

/** The kernel stacks no more devices than this. */
const MOST_LAYERS = 8;

function leaseEntries({ leases, networks }: HostSnapshot): Entry[] {
  const bridges = new Map(networks.map(({ name, bridge }) => [name, bridge]));
  return leases.flatMap(({ mac, address, network }) => {
    const bridge = bridges.get(network) ?? null;
    return bridge === null
      ? []
      : [{ mac, bridge, port: null, vlan: null, address, source: 'lease' as const }];
  });
}

function ownAddresses(topology: Topology, owner: NodeId | null): readonly SeenAddress[] {
  const node = owner === null ? undefined : graphOf(topology).nodes.get(owner);
  if (node?.kind === 'vnic') return node.ipEvidence;
  if (!isLink(node)) return [];
  return node.addresses.map((address) => ({ address: address.split('/')[0] ?? address, source: 'host' }));
}

function compare(a: SeenAddress, b: SeenAddress): number {
  return rank(a.address) - rank(b.address) || (a.address < b.address ? -1 : 1);
}

function rank(address: string): number {
  if (!address.includes(':')) return 0;
  return /^fe[89ab][0-9a-f]:/i.test(address) ? 2 : 1;
}
