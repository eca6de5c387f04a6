import type { DomainInterface } from '#shared/host/domain.ts';
import type { Link } from '#shared/host/link.ts';
import { handedDevice } from '#shared/host/process.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { isLibvirts } from './libvirtsNic.ts';
import { isGuestPort } from './linkKind.ts';
import { deviceKind, passedThrough } from './passedThrough.ts';
import type { VirtualFunctions } from './sriov.ts';

/** A network card, or a virtual function of one, that the host has no link of: a VM, a container or a driver has taken it. */
export interface PciCard {
  readonly address: string;
  readonly kind: 'pnic' | 'vf';
}

/** By PCI address. One that nobody but a definition names, and that sysfs doesn't show, is not there. */
export function gatherCards(
  snapshot: HostSnapshot,
  linksByPci: ReadonlyMap<string, Link>,
  virtualFunctions: VirtualFunctions,
): ReadonlyMap<string, PciCard> {
  const cards = new Map<string, PciCard>();
  const take = (card: PciCard) => {
    if (!linksByPci.has(card.address) && !cards.has(card.address)) cards.set(card.address, card);
  };
  for (const address of virtualFunctions.drivers.keys()) take({ address, kind: 'vf' });
  const isVf = (address: string, one: DomainInterface) =>
    one.mac !== null || virtualFunctions.ofAddress(address) !== null;
  for (const { active, live, defined, saved } of snapshot.domains) {
    const given = active ? live : [];
    for (const one of [...given, ...defined, ...(saved ?? [])]) {
      const address = one.type === 'hostdev' ? one.source.pci : null;
      if (address === null || passedThrough(one, { snapshot, linksByPci, virtualFunctions }) !== 'network')
        continue;
      if (!isThere(address, one, given.includes(one), snapshot, virtualFunctions)) continue;
      take({ address, kind: isVf(address, one) ? 'vf' : 'pnic' });
    }
  }
  const devices = { snapshot, linksByPci, virtualFunctions };
  const takeCard = (address: string) => {
    if (deviceKind(address, devices) !== 'network') return;
    take({ address, kind: virtualFunctions.ofAddress(address) === null ? 'pnic' : 'vf' });
  };
  for (const { libvirt, nics } of snapshot.vmProcesses) {
    for (const nic of nics) {
      const address = handedDevice(nic);
      // Of libvirt’s own it tells itself, and when it takes one back.
      if (address === null || (libvirt && isLibvirts(nic))) continue;
      takeCard(address);
    }
  }
  for (const { handed = [] } of snapshot.pve?.guests ?? []) for (const { source } of handed) takeCard(source);
  return new Map([...cards].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A device that a running VM has is there; its class and its PF are read of what is. */
function isThere(
  address: string,
  { mac }: DomainInterface,
  isLive: boolean,
  { pciClasses = {} }: HostSnapshot,
  virtualFunctions: VirtualFunctions,
): boolean {
  if (Object.hasOwn(pciClasses, address) || virtualFunctions.ofAddress(address) !== null) return true;
  // Where sysfs is silent, the PF that lists its MAC is the better end of its cable.
  return isLive && virtualFunctions.ofMac(mac) === null;
}

/** Links by the PCI address of their card; of several on one device the card itself, and the first of its ports. */
export function byPciAddress(
  links: Iterable<Link>,
  addressOf: (link: Link) => string | null,
): ReadonlyMap<string, Link> {
  const found = new Map<string, Link>();
  for (const link of links) {
    const address = isGuestPort(link) ? null : addressOf(link);
    if (address !== null && !found.has(address)) found.set(address, link);
  }
  return found;
}

/** `ip` before 5.12 tells no device; sysfs does. */
export function pciAddressOf(
  { name, infoKind, parentBus, parentDev }: Link,
  { cardFunctions = {} }: Pick<HostSnapshot, 'cardFunctions'>,
): string | null {
  if (parentBus === 'pci') return parentDev;
  if (parentBus !== null || infoKind !== '' || !Object.hasOwn(cardFunctions, name)) return null;
  return cardFunctions[name]?.address ?? null;
}
