import type { DomainInterface } from '#shared/host/domain.ts';
import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { VirtualFunctions } from './sriov.ts';

interface Devices {
  readonly snapshot: Pick<HostSnapshot, 'pciClasses'>;
  readonly linksByPci: ReadonlyMap<string, Link>;
  readonly virtualFunctions: VirtualFunctions;
}

/** The base class of network controllers: the first byte of a PCI class code. */
const NETWORK_CLASS = 0x02;

/**
 * Whether an interface is a vNIC. A plain `<hostdev>` may be any PCI device, a graphics card as likely as a NIC, and its
 * XML doesn't say which: its class does, or the link that the kernel has of it as long as no VM has taken it.
 * `unknown`: it is there, but what it is can't be read; a device that isn't read yet is left out until it is.
 */
export function passedThrough(
  { type, mac, source: { pci } }: DomainInterface,
  facts: Devices,
): 'network' | 'other' | 'unknown' {
  if (type !== 'hostdev' || mac !== null) return 'network';
  if (pci === null) return 'other';
  if (facts.linksByPci.has(pci) || facts.virtualFunctions.drivers.has(pci)) return 'network';
  const { pciClasses } = facts.snapshot;
  if (pciClasses === undefined) return 'other';
  const code = Object.hasOwn(pciClasses, pci) ? pciClasses[pci] : undefined;
  if (code === undefined) return 'unknown';
  return code >> 16 === NETWORK_CLASS ? 'network' : 'other';
}
