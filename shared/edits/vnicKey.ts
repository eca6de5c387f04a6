import type { Domain, DomainInterface } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { parseInterfaceXml } from '#shared/parse/interfaceXml.ts';
import { childOf } from '#shared/parse/xml.ts';
import type { Scope, VnicKey } from './op.ts';

/** The domain of that UUID; null when the host has none. */
export function findDomain(snapshot: HostSnapshot, uuid: string): Domain | null {
  return snapshot.domains.find((domain) => domain.uuid === uuid) ?? null;
}

/** The domain's interfaces of one side: as it runs, or as it is defined. */
export function interfacesOf(domain: Domain, scope: Scope): readonly DomainInterface[] {
  return scope === 'live' ? domain.live : domain.defined;
}

/**
 * The key that finds this vNIC again, after a restart of its domain too. Null when it has no MAC, or when a vNIC of
 * the same MAC is beside it and neither address nor alias tells the two apart.
 */
export function vnicKey(domain: Domain, vnic: DomainInterface): VnicKey | null {
  const { mac, alias } = vnic;
  if (mac === null) return null;
  if (countMac(domain.live, mac) <= 1 && countMac(domain.defined, mac) <= 1) {
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
  scope: Scope,
  key: VnicKey,
): DomainInterface | null {
  const domain = findDomain(snapshot, uuid);
  return domain === null ? null : findVnic(interfacesOf(domain, scope), key);
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
