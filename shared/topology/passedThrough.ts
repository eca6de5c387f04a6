import type { DomainInterface } from '#shared/host/domain.ts';
import type { Link } from '#shared/host/link.ts';
import { handedDevice, type VmNic, type VmProcess } from '#shared/host/process.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { VirtualFunctions } from './sriov.ts';

interface Devices {
  readonly snapshot: Pick<HostSnapshot, 'pciClasses'>;
  readonly linksByPci: ReadonlyMap<string, Link>;
  readonly virtualFunctions: VirtualFunctions;
}

/** The base class of network controllers: the first byte of a PCI class code. */
const NETWORK_CLASS = 0x02;

/** What a VM was handed. `unknown`: it is there, but what it is can’t be read. */
export type PassedKind = 'network' | 'other' | 'unknown';

/** Whether an interface is a vNIC: any but a plain `<hostdev>` is, and of that one its device tells. */
export function passedThrough({ type, mac, source: { pci } }: DomainInterface, facts: Devices): PassedKind {
  if (type !== 'hostdev' || mac !== null) return 'network';
  return pci === null ? 'other' : deviceKind(pci, facts);
}

/** The NICs of a command line. Of what else the VM was handed, a graphics card say, it has none. */
export function networkNics({ nics }: VmProcess, facts: Devices): readonly VmNic[] {
  return nics.filter((nic) => {
    const address = handedDevice(nic);
    return address === null || deviceKind(address, facts) !== 'other';
  });
}

/**
 * A PCI device may be anything, a graphics card as likely as a NIC, and whoever hands it out doesn’t say which: its class
 * does, or the link that the kernel has of it as long as no VM has taken it. A device that isn’t read yet is left out
 * until it is.
 */
export function deviceKind(address: string, facts: Devices): PassedKind {
  if (facts.linksByPci.has(address) || facts.virtualFunctions.drivers.has(address)) return 'network';
  const { pciClasses } = facts.snapshot;
  if (pciClasses === undefined) return 'other';
  const code = Object.hasOwn(pciClasses, address) ? pciClasses[address] : undefined;
  if (code === undefined) return 'unknown';
  return code >> 16 === NETWORK_CLASS ? 'network' : 'other';
}
