import type { FdbEntry, Route } from '#shared/host/address.ts';
import type { Domain } from '#shared/host/domain.ts';
import { unreadDomains, wasRead } from '#shared/host/freshness.ts';
import type { Link } from '#shared/host/link.ts';
import type { Network } from '#shared/host/network.ts';
import type { VmProcess } from '#shared/host/process.ts';
import type { PveGuest } from '#shared/host/pve.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { mayLack, type SourceName } from '#shared/host/source.ts';
import { append } from './append.ts';
import { ownKind } from './linkKind.ts';
import type { LinkKind } from './model.ts';
import { userspaceSwitches } from './openSwitches.ts';
import { byPciAddress, gatherCards, type PciCard, pciAddressOf } from './pciCards.ts';
import { VirtualFunctions } from './sriov.ts';
import { linksWithSwitches, type OpenSwitches, openSwitches } from './switches.ts';

/** A snapshot with the look-ups that building a topology needs, so that nothing is searched for twice. */
export interface Facts {
  readonly snapshot: HostSnapshot;
  /** Those of Open vSwitch with their bridges as masters, and what it alone knows: patch ports, bonds, tunnels. */
  readonly links: ReadonlyMap<string, Link>;
  readonly linksByIndex: ReadonlyMap<number, Link>;
  /** Cards by PCI address, `0000:03:10.1`; one that a VM took is not among them. */
  readonly linksByPci: ReadonlyMap<string, Link>;
  /** Cards and virtual functions that the host has no link of, by PCI address. */
  readonly cards: ReadonlyMap<string, PciCard>;
  readonly kinds: ReadonlyMap<string, LinkKind>;
  /** Null: Open vSwitch isn’t here, or doesn’t tell. */
  readonly switches: OpenSwitches | null;
  /** The links that name another one as their master, by that one's name. */
  readonly members: ReadonlyMap<string, readonly Link[]>;
  /** False on a host that is itself a container: what leads out of it is a veth or a macvlan. */
  readonly hasCard: boolean;
  readonly virtualFunctions: VirtualFunctions;
  readonly domains: ReadonlyMap<string, Domain>;
  /** Proxmox VE’s VMs and containers by their ids there, which are of one series. */
  readonly pveGuests: ReadonlyMap<number, PveGuest>;
  readonly networks: ReadonlyMap<string, Network>;
  readonly processes: ReadonlyMap<number, VmProcess>;
  /** libvirt's own QEMU processes by the UUID of their domain. */
  readonly processOfDomain: ReadonlyMap<string, VmProcess>;
  /** Who holds a TAP or macvtap open, by link name; ascending process ids. */
  readonly holders: ReadonlyMap<string, readonly number[]>;
  /** The programs of those holders of which one is known, by link name. */
  readonly holderPrograms: ReadonlyMap<string, readonly string[]>;
  /** The links that a process holds open, by ifindex. */
  readonly heldBy: ReadonlyMap<number, readonly Link[]>;
  /** The descriptors by which a process holds a link, ascending; none where their numbers are not known. */
  descriptors(pid: number, link: string): readonly number[];
  /** The MACs that were learned behind a port, in order. */
  learnedBehind(link: string): readonly string[];
  /** The host's preferred default routes: the IPv4 one first. */
  readonly defaultRoutes: readonly Route[];
  /** True when a MAC was learned behind a port; a port's own permanent row does not count. */
  seenBehind(mac: string | null, link: string): boolean;
  /** True while a link that is not among the links is certainly not there. */
  isAbsent(link: string): boolean;
  /** True while a source's facts are of now: what is stale may be shown, but contradicts nothing. */
  isFresh(source: SourceName): boolean;
  /** True while all that libvirt tells of a VM is of now, its live XML and its definition alike. */
  isVmFresh(uuid: string): boolean;
}

/** Sorts everything by name or id first, so that the order of a command's output never shows in the topology. */
export function gatherFacts(snapshot: HostSnapshot): Facts {
  const links = byKey(linksWithSwitches(snapshot), (link) => link.name);
  const processes = byKey(snapshot.vmProcesses, (process) => process.pid);
  const addressOf = (link: Link) => pciAddressOf(link, snapshot);
  const linksByPci = byPciAddress(links.values(), addressOf);
  const virtualFunctions = new VirtualFunctions([...links.values()], snapshot, addressOf);
  const learned = learnedMacs(snapshot);
  const staleVms = unreadDomains(snapshot.sources);
  const switches = openSwitches(snapshot);
  const isSwitch = switches === null ? guessedSwitch(snapshot) : toldSwitch(switches);
  const kinds = new Map([...links].map(([name, link]) => [name, kindOf(link, virtualFunctions, isSwitch)]));
  const linkReport = snapshot.sources.find(({ name }) => name === 'ip-link');
  return {
    snapshot,
    links,
    linksByIndex: byKey([...links.values()], (link) => link.ifindex),
    linksByPci,
    cards: gatherCards(snapshot, linksByPci, virtualFunctions),
    kinds,
    switches,
    members: membersByMaster(links),
    hasCard: [...links.values()].some((link) => isCard(link, kinds)),
    virtualFunctions,
    domains: byKey(snapshot.domains, (domain) => domain.uuid),
    pveGuests: byKey(snapshot.pve?.guests ?? [], ({ id }) => id),
    networks: byKey(snapshot.networks, (network) => network.name),
    processes,
    processOfDomain: processesOfDomains([...processes.values()]),
    ...gatherHolders(snapshot, links),
    defaultRoutes: preferredDefaults(snapshot.routes),
    seenBehind: (mac, link) => mac !== null && (learned.get(link)?.has(mac) ?? false),
    learnedBehind: (link) => [...(learned.get(link) ?? [])].sort(),
    isAbsent: (link) => !links.has(link) && !mayLack(linkReport, link),
    isFresh: (source) => wasRead(snapshot.sources, source),
    isVmFresh: (uuid) => wasRead(snapshot.sources, 'virsh') && !staleVms.has(uuid),
  };
}

/** The link that a link sits on or is paired with, where it is in this network namespace. */
export function lowerOf(link: Link, facts: Facts): Link | null {
  const { lower } = link;
  if (lower === null || lower.netnsId !== null) return null;
  const found =
    lower.name !== null
      ? facts.links.get(lower.name)
      : lower.ifindex !== null
        ? facts.linksByIndex.get(lower.ifindex)
        : undefined;
  return found === undefined || found === link ? null : found;
}

/** The first entry of each key, in ascending order of the keys. */
function byKey<Key extends string | number, Value>(
  values: readonly Value[],
  key: (value: Value) => Key,
): Map<Key, Value> {
  const found = new Map<Key, Value>();
  for (const value of values) if (!found.has(key(value))) found.set(key(value), value);
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function kindOf(link: Link, virtualFunctions: VirtualFunctions, isSwitch: (link: Link) => boolean): LinkKind {
  if (isSwitch(link)) return 'ovs-bridge';
  // The userspace datapath’s own, in which nothing is plugged.
  if (link.name === 'ovs-netdev' && link.infoKind === 'tun') return 'other';
  return virtualFunctions.ofLink(link) === null ? ownKind(link) : 'vf';
}

function toldSwitch({ bridges, fakes }: OpenSwitches): (link: Link) => boolean {
  return ({ name, infoKind }) =>
    (infoKind === 'openvswitch' || infoKind === 'tun') && (bridges.has(name) || fakes.has(name));
}

/**
 * To the kernel a bridge of Open vSwitch is a port like its other internal ports, and `ovs-system` is what all of them
 * hang on. Which of them is a bridge libvirt can say; else its name is the best guess, by which nothing is plugged. In
 * the userspace datapath the bridges look like TAPs.
 */
function guessedSwitch(snapshot: HostSnapshot): (link: Link) => boolean {
  const named = namedSwitches(snapshot);
  const inUserSpace = userspaceSwitches(snapshot);
  return (link) => {
    const { name, infoKind } = link;
    if (infoKind === 'openvswitch') return named.has(name) || SWITCH_NAME.test(name);
    return inUserSpace.has(name) && ownKind(link) === 'tap';
  };
}

const SWITCH_NAME = /^(?:ovs|vm|xen)?[-_]?br(?:idge)?(?:[-_\d]|$)/;

/** What libvirt's VMs and networks name as a bridge. */
function namedSwitches({ domains, networks }: HostSnapshot): ReadonlySet<string> {
  const named = [
    ...domains.flatMap(({ live, defined }) => [...live, ...defined].map(({ source }) => source.bridge)),
    ...networks.map(({ bridge }) => bridge),
  ];
  return new Set(named.filter((name) => name !== null));
}

function isCard({ name, linkType }: Link, kinds: ReadonlyMap<string, LinkKind>): boolean {
  const kind = kinds.get(name);
  return linkType === 'ether' && (kind === 'pnic' || kind === 'vf');
}

function membersByMaster(links: ReadonlyMap<string, Link>): ReadonlyMap<string, readonly Link[]> {
  const found = new Map<string, Link[]>();
  for (const link of links.values()) {
    if (link.master !== null && link.master !== link.name) append(found, link.master, link);
  }
  return found;
}

function isLearned(row: FdbEntry): boolean {
  return row.master !== null && !row.permanent;
}

function learnedMacs({ fdb }: HostSnapshot): ReadonlyMap<string, ReadonlySet<string>> {
  const learned = new Map<string, Set<string>>();
  for (const { link, mac } of fdb.filter(isLearned)) {
    const macs = learned.get(link);
    if (macs === undefined) learned.set(link, new Set([mac]));
    else macs.add(mac);
  }
  return learned;
}

/** A container may run a libvirt of its own with a copy of a domain: of two of one UUID the one that is here counts. */
function processesOfDomains(processes: readonly VmProcess[]): ReadonlyMap<string, VmProcess> {
  const found = new Map<string, VmProcess>();
  for (const process of processes) {
    if (!process.libvirt || process.uuid === null) continue;
    const known = found.get(process.uuid);
    if (known === undefined || known.elsewhere || !process.elsewhere) found.set(process.uuid, process);
  }
  return found;
}

function gatherHolders(snapshot: HostSnapshot, links: ReadonlyMap<string, Link>) {
  const holders = new Map<string, number[]>();
  const heldBy = new Map<number, Link[]>();
  const holderPrograms = new Map<string, string[]>();
  const numbers = new Map<string, number[]>();
  for (const { link: name, pid, descriptor, program } of snapshot.tapHolders) {
    const link = links.get(name);
    if (link === undefined) continue;
    const held = `${pid} ${name}`;
    const known = numbers.get(held);
    if (known === undefined) {
      append(holders, name, pid);
      append(heldBy, pid, link);
      if (program !== undefined) append(holderPrograms, name, program);
    }
    numbers.set(held, [...(known ?? []), ...(descriptor === undefined ? [] : [descriptor])]);
  }
  for (const pids of holders.values()) pids.sort((a, b) => a - b);
  for (const held of heldBy.values()) held.sort((a, b) => a.ifindex - b.ifindex);
  for (const each of numbers.values()) each.sort((a, b) => a - b);
  const descriptors = (pid: number, link: string) => numbers.get(`${pid} ${link}`) ?? [];
  return { holders, heldBy, holderPrograms, descriptors };
}

function preferredDefaults(routes: readonly Route[]): Route[] {
  return (['inet', 'inet6'] as const).flatMap((family) => {
    const candidates = routes.filter(
      (route) => route.family === family && route.destination === 'default' && route.link !== null,
    );
    return candidates.sort((a, b) => a.metric - b.metric).slice(0, 1);
  });
}
