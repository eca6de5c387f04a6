import type { Domain, DomainInterface } from '#shared/host/domain.ts';
import type { QemuNic, QemuProcess } from '#shared/host/process.ts';
import { append } from './append.ts';
import type { Facts } from './facts.ts';
import type { NodeId, VmNode } from './model.ts';

/** One vNIC with everything that is told of it, before it is known what backs it. */
export interface Vnic {
  readonly id: NodeId;
  readonly name: string;
  readonly vm: VmNode;
  readonly mac: string | null;
  /** The VM runs, so that the vNIC can have a cable now. */
  readonly running: boolean;
  /** As libvirt has it now; null where the VM does not run, or has it in its definition only. */
  readonly live: DomainInterface | null;
  /** As it will be at the next boot; null where it will be gone by then. */
  readonly defined: DomainInterface | null;
  /** For a VM that is known by its process alone. */
  readonly nic: QemuNic | null;
}

/** The vNICs of a libvirt domain: the live ones in their order, then those that only the definition has. */
function domainVnics(vm: VmNode, domain: Domain, facts: Facts): Vnic[] {
  const running = domain.active;
  const isNetwork = (one: DomainInterface) => isNetworkDevice(one, facts);
  return identify(
    vm,
    running,
    join(running ? domain.live.filter(isNetwork) : [], domain.defined.filter(isNetwork)),
  );
}

/**
 * A plain `<hostdev>` may be any PCI device, a graphics card as likely as a NIC, and its XML does not say which:
 * it is a vNIC only where the kernel has a link of that PCI address.
 */
function isNetworkDevice({ type, mac, source }: DomainInterface, facts: Facts): boolean {
  return type !== 'hostdev' || mac !== null || (source.pci !== null && facts.linksByPci.has(source.pci));
}

/** The vNICs that a QEMU process names on its command line. */
function processVnics(vm: VmNode, process: QemuProcess): Vnic[] {
  return identify(
    vm,
    true,
    process.nics.map((nic) => ({ live: null, defined: null, nic })),
  );
}

/** What to show as the vNIC's own facts: how it is now, or how it will be where it is not there now. */
export function shownInterface(vnic: Vnic): DomainInterface | null {
  return vnic.live ?? vnic.defined;
}

/** The vNICs of all VMs, VM by VM. */
export function gatherVnics(vms: readonly VmNode[], facts: Facts): Vnic[] {
  return vms.flatMap((vm) => {
    const domain = vm.hypervisor === 'libvirt' ? facts.domains.get(vm.uuid) : undefined;
    if (domain !== undefined) return domainVnics(vm, domain, facts);
    const process = vm.pid === null ? undefined : facts.processes.get(vm.pid);
    return process === undefined ? [] : processVnics(vm, process);
  });
}

type Sides = Pick<Vnic, 'live' | 'defined' | 'nic'>;

/**
 * Pairs live vNICs with defined ones by MAC, by their order among equals: a definition has no aliases. A hostdev
 * without a MAC goes by its PCI address.
 */
function join(live: readonly DomainInterface[], defined: readonly DomainInterface[]): Sides[] {
  const waiting = new Map<string, DomainInterface[]>();
  for (const one of defined) append(waiting, hardwareKey(one), one);
  const joined: Sides[] = live.map((one) => ({
    live: one,
    defined: waiting.get(hardwareKey(one))?.shift() ?? null,
    nic: null,
  }));
  const left = new Set([...waiting.values()].flat());
  const definedOnly = defined.filter((one) => left.has(one));
  return [...joined, ...definedOnly.map((one) => ({ live: null, defined: one, nic: null }))];
}

function hardwareKey(one: DomainInterface): string {
  return one.mac ?? one.source.pci ?? '';
}

/**
 * Gives each vNIC its id: by MAC; where the VM holds that MAC more than once by the live alias, else by number
 * (`<mac>#2`), so that two vNICs of one MAC are never taken for one.
 */
function identify(vm: VmNode, running: boolean, sides: readonly Sides[]): Vnic[] {
  const keys = sides.map(keyOf);
  const times = new Map<string, number>();
  for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1);
  const taken = new Set<string>();
  const ordinals = new Map<string, number>();
  const ids = sides.map(({ live }, index) => {
    const key = keys[index] ?? '';
    const ordinal = (ordinals.get(key) ?? 0) + 1;
    ordinals.set(key, ordinal);
    const numbered = ordinal === 1 ? key : `${key}#${ordinal}`;
    const wanted = times.get(key) === 1 ? key : (live?.alias ?? numbered);
    const id = firstFree(taken, wanted, `${key}#${ordinal}`);
    taken.add(id);
    return id;
  });
  const names = nameAll(sides);
  const vmKey = vm.id.slice('vm:'.length);
  return sides.map((side, index) => ({
    ...side,
    id: `vnic:${vmKey}/${ids[index]}`,
    name: names[index] ?? '',
    vm,
    mac: (side.live ?? side.defined ?? side.nic)?.mac ?? null,
    running,
  }));
}

function keyOf({ live, defined, nic }: Sides): string {
  if (nic !== null) return nic.mac ?? nic.netdev;
  const one = live ?? defined;
  return one?.mac ?? one?.source.pci ?? live?.alias ?? 'nic';
}

function firstFree(taken: ReadonlySet<string>, wanted: string, otherwise: string): string {
  if (!taken.has(wanted)) return wanted;
  let free = otherwise;
  while (taken.has(free)) free += "'";
  return free;
}

/** libvirt's alias, else `net<position>`, counted on past names that a live vNIC has already. */
function nameAll(sides: readonly Sides[]): string[] {
  const taken = new Set(sides.flatMap(({ live }) => live?.alias ?? []));
  return sides.map(({ live, nic }, position) => {
    if (nic !== null) return nic.netdev;
    if (live?.alias) return live.alias;
    let number = position;
    while (taken.has(`net${number}`)) number += 1;
    taken.add(`net${number}`);
    return `net${number}`;
  });
}
