import type { LinkAddress, Route } from '#shared/host/address.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { isOfAddress, newAddress } from '../../ops/link/address.ts';
import { dnsOf, isSameRoute } from '../../ops/link/linkConditions.ts';
import type { Op } from '../../ops/op.ts';
import { isPlainWord } from './words.ts';

/** The host's own addresses on a link; what every link has of itself stays with it. */
export function addressesOn({ addresses }: HostSnapshot, link: string): readonly LinkAddress[] {
  return addresses.filter((each) => each.link === link && each.scope !== 'link' && each.scope !== 'host');
}

/** The routes over a link that somebody set, or a router or DHCP server told: not what the kernel makes of itself. */
export function routesOver(snapshot: HostSnapshot, link: string): readonly Route[] {
  return snapshot.routes.filter(
    (each) =>
      each.link === link &&
      each.protocol !== 'redirect' &&
      !/^f(?:e80|f[0-9a-f]{2}):/i.test(each.destination) &&
      !isOfAddress(each, snapshot),
  );
}

/** Whether the host lives on this link by anything that could be taken along. */
export function holdsOwn(snapshot: HostSnapshot, link: string): boolean {
  return addressesOn(snapshot, link).length > 0 || routesOver(snapshot, link).length > 0;
}

/**
 * Takes a link's routes and addresses from it, one by one, so that each can be set again: what leads through another
 * goes first, and of a subnet's addresses the first one last, as the kernel would take the others with it.
 * @param families those whose addresses go; routes all do
 */
export function strip(
  snapshot: HostSnapshot,
  link: string,
  families: readonly LinkAddress['family'][] = ['inet', 'inet6'],
): Op[] {
  const addresses = asSet(addressesOn(snapshot, link)).filter(({ family }) => families.includes(family));
  return [
    ...inOrder(routesOver(snapshot, link))
      .toReversed()
      .map((route): Op => ({ op: 'route', route, present: false })),
    ...addresses
      .toReversed()
      .map((each): Op => ({ op: 'address', link, address: newAddress(each).address, present: false })),
  ];
}

/** Takes all that the host has on a link along to another one, in the order in which it was there. */
export function carry(snapshot: HostSnapshot, from: string, to: string): Op[] {
  const there = new Set(addressesOn(snapshot, to).map((each) => newAddress(each).address));
  return [
    ...strip(snapshot, from),
    ...asSet(addressesOn(snapshot, from))
      .map(newAddress)
      .filter((each) => !there.has(each.address))
      .map((each): Op => ({ op: 'address', link: to, present: true, ...each })),
    ...distinct(inOrder(routesOver(snapshot, from))).map(
      // Nobody tells of it again there.
      ({ expires: _, ...route }): Op => ({ op: 'route', route: { ...route, link: to }, present: true }),
    ),
    ...dnsAlong(snapshot, from, to),
  ];
}

/** In the order in which they were set: of IPv4 the kernel lists the oldest first, of IPv6 the newest. */
function asSet(addresses: readonly LinkAddress[]): readonly LinkAddress[] {
  const of = (wanted: LinkAddress['family']) => addresses.filter(({ family }) => family === wanted);
  return [...of('inet'), ...of('inet6').toReversed()];
}

/** What leads straight to its link comes first: a router may be reached by such a route only. */
function inOrder(routes: readonly Route[]): readonly Route[] {
  return [
    ...routes.filter(({ gateway }) => gateway === null),
    ...routes.filter(({ gateway }) => gateway !== null),
  ];
}

/** What is the same twice, as a router's way that was set again and then told again, is one. */
function distinct(routes: readonly Route[]): readonly Route[] {
  return routes.filter((route, at) => routes.findIndex((each) => isSameRoute(each, route)) === at);
}

/**
 * What systemd-resolved asks through a link, for another link. The first one keeps its own: without an address it is
 * not asked through. A link that systemd-networkd configures takes nothing from anybody else.
 */
function dnsAlong(snapshot: HostSnapshot, from: string, to: string): Op[] {
  if (dnsRemark(snapshot, from, to) !== null) return [];
  const { servers, domains } = dnsOf(snapshot, from);
  return [
    ...(servers.length === 0 ? [] : [{ op: 'link-dns', link: to, servers } as const]),
    ...(domains.length === 0 ? [] : [{ op: 'link-domains', link: to, domains } as const]),
  ];
}

/** Why a link's DNS servers don't move along, one sentence; null: they do, or there are none. */
export function dnsRemark(snapshot: HostSnapshot, from: string, to: string): string | null {
  const { servers, domains } = dnsOf(snapshot, from);
  if (servers.length === 0 && domains.length === 0) return null;
  const own = dnsOf(snapshot, to);
  if (own.servers.length > 0 || own.domains.length > 0) {
    return `systemd-resolved has DNS servers for ${to} already; they stay as they are.`;
  }
  if (snapshot.networkSetup.networkd.includes(to)) {
    return `systemd-networkd alone decides on the DNS servers of ${to}: those of ${from} (${servers.join(', ')}) are not used while it has no address.`;
  }
  return [...servers, ...domains].every(isPlainWord)
    ? null
    : `The DNS servers of ${from} (${servers.join(', ')}) can’t be handed on to ${to} by name: set them there yourself.`;
}
