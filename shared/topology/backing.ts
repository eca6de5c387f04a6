import { deviceName, interfaceKind } from '#shared/host/interfaceTypes.ts';
import type { Link } from '#shared/host/link.ts';
import type { VmProcess } from '#shared/host/process.ts';
import { append } from './append.ts';
import type { Contradiction } from './contradiction.ts';
import type { Facts } from './facts.ts';
import type { Evidence } from './model.ts';
import { pveLink } from './pveNets.ts';
import { tapMacOf } from './tapMac.ts';
import { argsEvidence, type Vnic } from './vnics.ts';

/** A link that backs a vNIC now, or one of those that may. */
export interface Backing {
  readonly vnic: Vnic;
  readonly link: Link;
  readonly evidence: readonly Evidence[];
  readonly conflicts: readonly Contradiction[];
}

/**
 * Finds what backs each running vNIC, the certain joins first: the device that libvirt or the command line names and
 * the VM's own process holds, then the other descriptors of that process, then a name alone, and only for what is then
 * still open the MAC, which is no key. A name goes stale when a TAP is renamed; a descriptor doesn't.
 * @returns the backings by vNIC id; several for one vNIC where nothing decides between them
 */
export function findBackings(vnics: readonly Vnic[], facts: Facts): ReadonlyMap<string, readonly Backing[]> {
  const running = vnics.filter(
    (vnic) => vnic.running && (vnic.live ?? vnic.nic ?? vnic.pve?.now ?? null) !== null,
  );
  const found = new Map<string, Backing[]>();
  const claimed = new Set<string>();
  const claim = (backings: readonly Backing[]) => {
    for (const backing of backings) {
      append(found, backing.vnic.id, backing);
      claimed.add(backing.link.name);
    }
  };
  const open = () => running.filter((vnic) => !found.has(vnic.id));

  claim(open().flatMap((vnic) => byHeldName(vnic, facts)));
  claim(open().flatMap((vnic) => byNumber(vnic, facts)));
  claim(byDescriptor(open().filter(mayHaveTap), claimed, facts));
  claim(open().flatMap((vnic) => byName(vnic, facts)));
  const unnamed = open().filter((vnic) => namedDevice(vnic) === null && mayHaveTap(vnic));
  claim(bySwitch(unnamed, claimed, facts));
  claim(
    byMacAlone(
      unnamed.filter((vnic) => !found.has(vnic.id)),
      claimed,
      facts,
    ),
  );
  return found;
}

/**
 * The device that libvirt's live XML, QEMU's command line or Proxmox VE's file names for a vNIC; null when they name
 * none.
 */
export function namedDevice(vnic: Vnic): string | null {
  if (vnic.nic !== null) return vnic.nic.ifname;
  const { pve, vm } = vnic;
  if (pve !== null) return pve.now === null ? null : pveLink(vm.pveId ?? 0, vm.kind, pve.now);
  return vnic.live === null ? null : deviceName(vnic.live);
}

/** True where the VM's process is in another network namespace, so that the devices named for it are not of here. */
export function isElsewhere({ vm }: Vnic, facts: Facts): boolean {
  return processOf(vm.pid, facts)?.elsewhere === true;
}

function mayHaveTap(vnic: Vnic): boolean {
  if (vnic.pve !== null) return vnic.vm.kind === 'vm' && (vnic.pve.now?.bridge ?? null) !== null;
  if (vnic.nic !== null) return vnic.nic.instead === undefined;
  return vnic.live !== null && interfaceKind(vnic.live.type).device !== 'no';
}

function processOf(pid: number | null, facts: Facts): VmProcess | undefined {
  return pid === null ? undefined : facts.processes.get(pid);
}

function isHeld({ vm }: Vnic, link: Link, facts: Facts): boolean {
  return vm.pid !== null && (facts.holders.get(link.name) ?? []).includes(vm.pid);
}

function namedLink(vnic: Vnic, facts: Facts): Link | undefined {
  const device = namedDevice(vnic);
  return device === null ? undefined : facts.links.get(device);
}

function told({ nic, pve, vm }: Vnic): Evidence[] {
  const byProcess: Evidence[] = nic === null ? [] : [argsEvidence(vm)];
  if (pve !== null) return ['pve', ...byProcess];
  return nic === null ? ['libvirt'] : byProcess;
}

function byHeldName(vnic: Vnic, facts: Facts): Backing[] {
  const link = namedLink(vnic, facts);
  if (link === undefined || !isHeld(vnic, link, facts)) return [];
  return [{ vnic, link, evidence: [...told(vnic), 'kernel-fd', ...seen(vnic, link, facts)], conflicts: [] }];
}

/** QEMU, as others too, keeps the numbers of the descriptors that it was started with. */
function byNumber(vnic: Vnic, facts: Facts): Backing[] {
  const { nic } = vnic;
  if (nic === null || vnic.vm.pid === null) return [];
  const [link, ...others] = linksAt(vnic.vm.pid, nic.fds, facts);
  if (link === undefined || others.length > 0) return [];
  return [{ vnic, link, evidence: [...told(vnic), 'kernel-fd', ...seen(vnic, link, facts)], conflicts: [] }];
}

function linksAt(pid: number, numbers: readonly number[], facts: Facts): Link[] {
  const held = facts.heldBy.get(pid) ?? [];
  return held.filter(({ name }) => facts.descriptors(pid, name).some((each) => numbers.includes(each)));
}

function byName(vnic: Vnic, facts: Facts): Backing[] {
  const link = namedLink(vnic, facts);
  if (link === undefined || isElsewhere(vnic, facts) || isLetGo(vnic, link, facts)) return [];
  return [
    {
      vnic,
      link,
      evidence: [...told(vnic), ...seen(vnic, link, facts)],
      conflicts: heldByAnother(vnic, link, facts),
    },
  ];
}

/** The descriptors of the VM's process are known, and nobody has this TAP open any more: the NIC was taken out. */
function isLetGo({ vm }: Vnic, link: Link, facts: Facts): boolean {
  if (processOf(vm.pid, facts) === undefined || !facts.isFresh('tap-holders')) return false;
  return link.tun !== null && link.up && !link.carrier && !facts.holders.has(link.name);
}

/** Only another VM's process contradicts: libvirtd itself, or a tap helper, may hold a descriptor in passing. */
function heldByAnother(vnic: Vnic, link: Link, facts: Facts): Contradiction[] {
  if (!facts.isVmFresh(vnic.vm.uuid) || !facts.isFresh('tap-holders')) return [];
  const other = (facts.holders.get(link.name) ?? [])
    .map((pid) => facts.processes.get(pid))
    .find((process) => process !== undefined && process.pid !== vnic.vm.pid);
  // Without the VM's own process to compare with, its UUID is what tells a stranger from the VM itself.
  if (other === undefined || (other.uuid !== null && other.uuid === vnic.vm.uuid)) return [];
  const who = other.name === null ? `process ${other.pid}` : `${other.name} (process ${other.pid})`;
  const says = vnic.nic === null ? 'libvirt names' : 'The command line names';
  return [
    { code: 'other-holder', message: `${says} ${link.name} for ${vnic.vm.name}, but ${who} holds it open.` },
  ];
}

function byDescriptor(open: readonly Vnic[], claimed: ReadonlySet<string>, facts: Facts): Backing[] {
  const byProcess = new Map<number, Vnic[]>();
  for (const vnic of open) if (vnic.vm.pid !== null) append(byProcess, vnic.vm.pid, vnic);
  return [...byProcess].flatMap(([pid, vnics]) => {
    const held = (facts.heldBy.get(pid) ?? []).filter((link) => !claimed.has(link.name));
    return held.length === 0 ? [] : pairWithin(vnics, held, facts);
  });
}

/**
 * Pairs the vNICs of one process with the links that it holds: inside one VM a MAC or a descriptor that fits only once
 * decides. What is left over is paired where no name speaks against it.
 */
function pairWithin(vnics: readonly Vnic[], held: readonly Link[], facts: Facts): Backing[] {
  const paired: Backing[] = [];
  const fits = (vnic: Vnic, link: Link) =>
    isStartedWith(vnic, link, facts) || fittingMac(vnic, link) || facts.seenBehind(vnic.mac, link.name);
  for (const vnic of vnics) {
    const fitting = held.filter((link) => fits(vnic, link));
    const [link] = fitting;
    if (link === undefined || fitting.length > 1) continue;
    if (vnics.some((other) => other !== vnic && fits(other, link))) continue;
    const how: Evidence[] = fittingMac(vnic, link) ? ['mac'] : [];
    paired.push({
      vnic,
      link,
      evidence: ['kernel-fd', ...how, ...seen(vnic, link, facts)],
      conflicts: renamed(vnic, link),
    });
  }
  const vnicsLeft = vnics.filter(
    (vnic) => namedDevice(vnic) === null && !paired.some((pair) => pair.vnic === vnic),
  );
  const linksLeft = held.filter((link) => !paired.some((pair) => pair.link === link));
  const certain = vnicsLeft.length === 1 && linksLeft.length === 1;
  for (const vnic of vnicsLeft) {
    for (const link of linksLeft) {
      const conflicts = certain ? [] : [ambiguousTap(vnic, linksLeft)];
      paired.push({ vnic, link, evidence: ['kernel-fd', ...seen(vnic, link, facts)], conflicts });
    }
  }
  return paired;
}

/** libvirt's netdev goes by the vNIC's alias: `hostnet0` is net0's. */
function isStartedWith({ vm, live }: Vnic, link: Link, facts: Facts): boolean {
  const process = processOf(vm.pid, facts);
  if (process === undefined || live === null || live.alias === null) return false;
  const nic = process.nics.find(({ netdev, mac }) => netdev === `host${live.alias}` && mac === live.mac);
  return nic !== undefined && linksAt(process.pid, nic.fds, facts).includes(link);
}

function renamed(vnic: Vnic, link: Link): Contradiction[] {
  const device = namedDevice(vnic);
  if (device === null) return [];
  const who = vnic.nic === null ? 'libvirt has' : 'The VM’s command line has';
  const message = `${who} ${device} on record for this vNIC, but it is called ${link.name} now: the VM’s process holds it open.`;
  return [{ code: 'renamed-tap', message }];
}

/** Who connected a port to Open vSwitch wrote down there whose it is: the MAC, and with OpenStack or libvirt the VM. */
function bySwitch(open: readonly Vnic[], claimed: ReadonlySet<string>, facts: Facts): Backing[] {
  const written = new Map<string, Link[]>();
  for (const { iface } of facts.switches?.places.values() ?? []) {
    const link = facts.links.get(iface.name);
    const mac = iface.externalIds['attached-mac']?.toLowerCase();
    if (mac !== undefined && link !== undefined && !claimed.has(link.name)) append(written, mac, link);
  }
  return open.flatMap((vnic) => {
    const isOnly = open.filter(({ mac }) => mac === vnic.mac).length === 1;
    const links = written.get(vnic.mac ?? '') ?? [];
    const [link, ...others] = links.filter(({ name }) => isVmOf(vnic, name, facts));
    return !isOnly || link === undefined || others.length > 0 || isElsewhere(vnic, facts)
      ? []
      : [{ vnic, link, evidence: seen(vnic, link, facts), conflicts: [] }];
  });
}

/** Where the port names its VM it is that one’s, and where another VM’s process holds the link it is not this one’s. */
function isVmOf({ vm }: Vnic, link: string, facts: Facts): boolean {
  const others = (facts.holders.get(link) ?? []).filter((pid) => pid !== vm.pid);
  if (others.some((pid) => facts.processes.has(pid))) return false;
  const id = facts.switches?.places.get(link)?.iface.externalIds['vm-id']?.toLowerCase();
  return id === undefined || vm.uuid === null || vm.uuid === id;
}

function byMacAlone(left: readonly Vnic[], claimed: ReadonlySet<string>, facts: Facts): Backing[] {
  const free = new Map<string, Link[]>();
  for (const link of facts.links.values()) {
    const kind = facts.kinds.get(link.name);
    if ((kind !== 'tap' && kind !== 'macvtap') || link.mac === null || claimed.has(link.name)) continue;
    const knownHolder = (facts.holders.get(link.name) ?? []).some((pid) => facts.processes.has(pid));
    if (!knownHolder) append(free, link.mac, link);
  }
  const here = left.filter((vnic) => !isElsewhere(vnic, facts));
  const wanting = new Map<string, number>();
  for (const { mac } of here) if (mac !== null) wanting.set(mac, (wanting.get(mac) ?? 0) + 1);
  return here.flatMap((vnic) => {
    const { mac } = vnic;
    if (mac === null) return [];
    const fitting = [...(free.get(tapMacOf(mac)) ?? []), ...(free.get(mac) ?? [])].filter((link) =>
      fittingMac(vnic, link),
    );
    const certain = fitting.length === 1 && wanting.get(mac) === 1;
    return fitting.map((link) => ({
      vnic,
      link,
      evidence: ['mac' as const, ...seen(vnic, link, facts)],
      conflicts: certain ? [] : [ambiguousMac(mac)],
    }));
  });
}

function fittingMac(vnic: Vnic, link: Link): boolean {
  if (vnic.mac === null) return false;
  return link.mac === (link.infoKind === 'macvtap' ? vnic.mac : tapMacOf(vnic.mac));
}

/** What else shows that the vNIC is behind the link: its MAC was learned there, or who connected it wrote it down. */
function seen({ mac }: Vnic, { name }: Link, facts: Facts): Evidence[] {
  const attached = facts.switches?.places.get(name)?.iface.externalIds['attached-mac']?.toLowerCase();
  return [
    ...(mac !== null && attached === mac ? (['ovs'] as const) : []),
    ...(facts.seenBehind(mac, name) ? (['fdb'] as const) : []),
  ];
}

function ambiguousMac(mac: string): Contradiction {
  const message = `Only the MAC tells what this cable joins, and ${mac} fits more than one.`;
  return { code: 'ambiguous-mac', message };
}

function ambiguousTap(vnic: Vnic, links: readonly Link[]): Contradiction {
  const names = links.map(({ name }) => name).join(', ');
  const message = `The process of ${vnic.vm.name} holds ${names}, and nothing tells which is behind which vNIC.`;
  return { code: 'ambiguous-tap', message };
}
