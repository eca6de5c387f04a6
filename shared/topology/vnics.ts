import type { Domain, DomainInterface } from '#shared/host/domain.ts';
import type { VmNic, VmProcess } from '#shared/host/process.ts';
import { append } from './append.ts';
import type { Facts } from './facts.ts';
import { type Evidence, isBare, type MacEvidence, type NodeId, type VmNode, vnicPrefix } from './model.ts';
import { networkNics, passedThrough } from './passedThrough.ts';
import { nicsPastLibvirt } from './pastLibvirt.ts';
import { type PveSides, pveSides } from './pveNets.ts';

export type ArgsEvidence = Extract<Evidence, 'qemu-args' | 'vmm-args'>;

/** Whose command line it is that tells of a VM's vNICs. */
export function argsEvidence({ hypervisor, vmm }: VmNode): ArgsEvidence {
  return isBare({ hypervisor }) && vmm !== 'QEMU' ? 'vmm-args' : 'qemu-args';
}

/** One vNIC with everything that is told of it, before it is known what backs it. */
export interface Vnic {
  readonly id: NodeId;
  readonly name: string;
  readonly vm: VmNode;
  readonly mac: string | null;
  /** What shows the MAC that nobody gives; empty where it is given, or not known. */
  readonly macEvidence: readonly MacEvidence[];
  /** The VM runs, so that the vNIC can have a cable now. */
  readonly running: boolean;
  /** Who tells of it: libvirt, Proxmox VE's file, its process's command line, or nobody, so that only a descriptor shows it. */
  readonly toldBy: 'libvirt' | 'pve' | ArgsEvidence | 'kernel-fd';
  /** As libvirt has it now; null where the VM does not run, or has it in its definition only. */
  readonly live: DomainInterface | null;
  /** As its definition has it; null where it will be gone at the next boot. */
  readonly defined: DomainInterface | null;
  /** As the saved image has it, which the next start resumes; null where there is no image, or none of it in there. */
  readonly saved: DomainInterface | null;
  /** As its process has it, where libvirt doesn't know it. */
  readonly nic: VmNic | null;
  /** As Proxmox VE has it on file; null where it doesn't. */
  readonly pve: PveSides | null;
}

/**
 * The vNICs of a libvirt domain: the live ones in their order, those that only the definition has, and those that the
 * process has past libvirt.
 */
function domainVnics(vm: VmNode, domain: Domain, facts: Facts): Vnic[] {
  const running = domain.active;
  const given = running ? domain.live : [];
  const live = given.filter((one) => passedThrough(one, facts) !== 'other');
  const has = (pci: string | null) => live.some(({ source }) => source.pci === pci);
  const later = (one: DomainInterface) => {
    const kind = passedThrough(one, facts);
    return kind === 'network' || (kind === 'unknown' && has(one.source.pci));
  };
  const defined = domain.defined.filter(later);
  if (!running && domain.saved !== undefined && domain.saved !== null) {
    const resumed = join(domain.saved.filter(later), defined);
    return identify(
      vm,
      running,
      resumed.map(({ live: saved, ...rest }) => ({ ...rest, live: null, saved })),
    );
  }
  const past = running ? nicsPastLibvirt(vm.pid, live, facts) : [];
  return identify(vm, running, [...join(live, defined), ...past.map(bySide)]);
}

/** The vNICs that a process names on its command line. */
function processVnics(vm: VmNode, process: VmProcess, facts: Facts): Vnic[] {
  return identify(vm, true, networkNics(process, facts).map(bySide));
}

function bySide(nic: VmNic): Sides {
  return { live: null, defined: null, saved: null, nic, pve: null };
}

/** What to show as the vNIC's own facts: how it is now, or how it will be where it is not there now. */
export function shownInterface(vnic: Vnic): DomainInterface | null {
  return vnic.live ?? nextInterface(vnic);
}

/** How the next start brings it: as a saved image has it, where there is one, and else the definition. */
export function nextInterface({ saved, defined }: Vnic): DomainInterface | null {
  return saved ?? defined;
}

/** The vNICs of all VMs, VM by VM. */
export function gatherVnics(vms: readonly VmNode[], facts: Facts): Vnic[] {
  return vms.flatMap((vm) => {
    const domain = vm.hypervisor === 'libvirt' ? facts.domains.get(vm.uuid) : undefined;
    if (domain !== undefined) return domainVnics(vm, domain, facts);
    const process = vm.pid === null ? undefined : facts.processes.get(vm.pid);
    if (vm.hypervisor === 'proxmox') {
      const none = { live: null, defined: null, saved: null };
      return identify(
        vm,
        vm.active,
        pveSides(vm, process, facts).map((side) => ({ ...none, ...side })),
      );
    }
    return process === undefined ? [] : processVnics(vm, process, facts);
  });
}

type Sides = Pick<Vnic, 'live' | 'defined' | 'saved' | 'nic' | 'pve'>;

/**
 * Pairs live vNICs with defined ones by MAC; among equals first by the aliases that the user gave, as a definition has
 * no others, then by their order. A hostdev without a MAC goes by its PCI address.
 */
function join(live: readonly DomainInterface[], defined: readonly DomainInterface[]): Sides[] {
  const waiting = new Map<string, DomainInterface[]>();
  for (const one of defined) append(waiting, hardwareKey(one), one);
  const take = (one: DomainInterface, fits: (other: DomainInterface) => boolean) => {
    const equals = waiting.get(hardwareKey(one)) ?? [];
    const at = equals.findIndex(fits);
    return at < 0 ? undefined : equals.splice(at, 1)[0];
  };
  const byAlias = new Map(
    live.map((one) => [one, take(one, ({ alias }) => alias !== null && alias === one.alias)]),
  );
  const joined: Sides[] = live.map((one) => ({
    live: one,
    defined: byAlias.get(one) ?? take(one, () => true) ?? null,
    saved: null,
    nic: null,
    pve: null,
  }));
  const left = new Set([...waiting.values()].flat());
  const definedOnly = defined.filter((one) => left.has(one));
  return [
    ...joined,
    ...definedOnly.map((one) => ({ live: null, defined: one, saved: null, nic: null, pve: null })),
  ];
}

function hardwareKey(one: DomainInterface): string {
  return one.mac ?? one.source.pci ?? '';
}

/**
 * Gives each vNIC its id: by MAC; where the VM holds that MAC more than once by its name, which is the same while the VM
 * runs and while it is off. On a QEMU command line such vNICs are numbered (`<mac>#2`).
 */
function identify(vm: VmNode, running: boolean, sides: readonly Sides[]): Vnic[] {
  const keys = sides.map(keyOf);
  const times = new Map<string, number>();
  for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1);
  const taken = new Set<string>();
  const ordinals = new Map<string, number>();
  const names = nameAll(sides);
  const ids = sides.map(({ nic }, index) => {
    const key = keys[index] ?? '';
    const ordinal = (ordinals.get(key) ?? 0) + 1;
    ordinals.set(key, ordinal);
    const isOnly = times.get(key) === 1 || (nic !== null && ordinal === 1);
    const numbered = `${key}#${ordinal}`;
    const wanted = isOnly ? key : nic === null ? (names[index] ?? numbered) : numbered;
    const id = firstFree(taken, wanted, numbered);
    taken.add(id);
    return id;
  });
  return sides.map((side, index) => ({
    ...side,
    id: `${vnicPrefix(vm)}${ids[index]}`,
    name: names[index] ?? '',
    vm,
    mac: givenMac(side) ?? side.nic?.defaultMac ?? null,
    macEvidence: (side.nic?.defaultMac ?? null) === null ? [] : ['qemu-default'],
    toldBy: toldBy(vm, side),
    running,
  }));
}

function toldBy(vm: VmNode, { nic, pve }: Sides): Vnic['toldBy'] {
  // Of a VM that is off no command line tells.
  if (pve !== null || (vm.hypervisor === 'proxmox' && !vm.active)) return 'pve';
  return nic === null ? 'libvirt' : argsEvidence(vm);
}

function givenMac({ live, saved, defined, nic, pve }: Sides): string | null {
  return (nic ?? live ?? saved ?? defined ?? pve?.now ?? pve?.next)?.mac ?? null;
}

function keyOf({ live, saved, defined, nic, pve }: Sides): string {
  const onFile = pve?.now ?? pve?.next;
  if (onFile !== undefined && onFile !== null) return onFile.mac ?? `net${onFile.index}`;
  if (nic !== null) return nic.mac ?? nic.netdev;
  const one = live ?? saved ?? defined;
  return one?.mac ?? one?.source.pci ?? one?.alias ?? 'nic';
}

function firstFree(taken: ReadonlySet<string>, wanted: string, otherwise: string): string {
  if (!taken.has(wanted)) return wanted;
  let free = otherwise;
  while (taken.has(free)) free += "'";
  return free;
}

/**
 * The alias, which a definition has where the user gave it; else `net<position>`, as libvirt is going to call it, counted
 * on past names that another vNIC has already.
 */
function nameAll(sides: readonly Sides[]): string[] {
  const aliasOf = ({ live, defined }: Sides) => (live ?? defined)?.alias ?? null;
  const taken = new Set(sides.map(aliasOf));
  return sides.map((side, position) => {
    const onFile = side.pve?.now ?? side.pve?.next;
    if (onFile !== undefined && onFile !== null) return `net${onFile.index}`;
    if (side.nic !== null) return side.nic.netdev;
    const alias = aliasOf(side);
    if (alias !== null) return alias;
    let number = position;
    while (taken.has(`net${number}`)) number += 1;
    taken.add(`net${number}`);
    return `net${number}`;
  });
}
