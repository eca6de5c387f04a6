import type { Domain, DomainInterface, DomainSide } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { parseInterfaceXml } from '#shared/parse/interfaceXml.ts';
import { childOf } from '#shared/parse/xml.ts';
import type { Side, VnicKey } from '../op.ts';

/** The domain of that UUID; null when the host has none. */
export function findDomain(snapshot: HostSnapshot, uuid: string): Domain | null {
  return snapshot.domains.find((domain) => domain.uuid === uuid) ?? null;
}

/** The domain's interfaces of one side: as it runs, as it is defined, or as its saved image has them. */
export function interfacesOf(domain: Domain, side: Side): readonly DomainInterface[] {
  return domain[sides[side]] ?? [];
}

/** The facts of each side that an edit can change. */
const sides: { readonly [S in Side]: DomainSide } = { live: 'live', config: 'defined', saved: 'saved' };

/** Where the facts of a side stand. */
export function factsSide(side: Side): DomainSide {
  return sides[side];
}

/** Whether its next start resumes a managed-save image. */
export function hasImage({ saved }: Domain): boolean {
  return saved !== undefined && saved !== null;
}

/**
 * The side that this one has become: a saved image is what ran, on disk, and a VM that is started from it runs as the
 * image has it.
 */
export function presentSide<S extends Side>(domain: Domain | null, side: S): S | 'live' | 'saved' {
  if (domain === null || side === 'config') return side;
  if (domain.active) return 'live';
  return hasImage(domain) ? 'saved' : side;
}

/**
 * The key that finds this vNIC again, after a restart of its domain too. Null when it has no MAC, or when a vNIC of
 * the same MAC is beside it and neither address nor alias tells the two apart.
 */
export function vnicKey(domain: Domain, vnic: DomainInterface): VnicKey | null {
  const { mac, alias } = vnic;
  if (mac === null) return null;
  if ([domain.live, domain.defined, domain.saved ?? []].every((side) => countMac(side, mac) <= 1)) {
    return { mac, alias: null, address: null };
  }
  const address = guestAddress(vnic);
  return address === null && alias === null ? null : { mac, alias, address };
}

/** The vNIC that a key names; null when there is none, or more than one. */
export function findVnic(vnics: readonly DomainInterface[], key: VnicKey): DomainInterface | null {
  const sameMac = vnics.filter((vnic) => vnic.mac === key.mac);
  if (key.address === null && key.alias === null) return onlyOne(sameMac);
  const byAddress = sameMac.filter((vnic) => key.address !== null && guestAddress(vnic) === key.address);
  if (byAddress.length > 0) return onlyOne(byAddress);
  // A vNIC whose address is known and is another one is its twin, whatever its alias: libvirt re-uses aliases.
  return onlyOne(
    sameMac.filter(
      (vnic) =>
        key.alias !== null &&
        vnic.alias === key.alias &&
        (key.address === null || guestAddress(vnic) === null),
    ),
  );
}

/** `findVnic` on one side of a domain; null when the domain or the vNIC is not there. */
export function vnicIn(
  snapshot: HostSnapshot,
  uuid: string,
  side: Side,
  key: VnicKey,
): DomainInterface | null {
  const domain = findDomain(snapshot, uuid);
  return domain === null ? null : findVnic(interfacesOf(domain, side), key);
}

/** How many vNICs hold the MAC. */
export function countMac(vnics: readonly DomainInterface[], mac: string): number {
  return vnics.filter((vnic) => vnic.mac === mac).length;
}

/** Where it sits on the guest's bus, as `VnicKey.address`; null where the XML does not say. */
export function guestAddress(vnic: DomainInterface): string | null {
  const element = parseInterfaceXml(vnic.xml);
  const address = element.ok ? childOf(element.value, 'address') : null;
  if (address === null) return null;
  return Object.entries(address.attributes)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

function onlyOne<T>(items: readonly T[]): T | null {
  return items.length === 1 ? (items[0] ?? null) : null;
}
