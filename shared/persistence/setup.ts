import type { LinkAddress, Route } from '#shared/host/address.ts';
import type { Link } from '#shared/host/link.ts';
import { vlansOf } from '#shared/host/portVlan.ts';
import { covers, readPrefix } from '#shared/host/prefix.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Facts } from '../topology/facts.ts';
import { devicesUnder, keptPorts } from './devices.ts';
import type { BridgeSetup, IpSetup, RouteSetup } from './model.ts';

/** iproute2's words for routes that nobody has configured. */
const SELF_MADE = new Set(['kernel', 'dhcp', 'ra', 'redirect']);

/** What the kernel gives a route of IPv6 that names no metric; of IPv4 it is 0. */
const DEFAULT_METRIC = { inet: 0, inet6: 1024 } as const;

/** What is so of a bridge now and is to be so after a boot. */
export function bridgeSetup(bridge: Link, facts: Facts): BridgeSetup {
  const ports = keptPorts(bridge.name, facts);
  const addresses = facts.snapshot.addresses.filter(({ link }) => link === bridge.name);
  const ipv4 = ipSetup('inet', bridge.name, addresses, facts);
  return {
    name: bridge.name,
    mac: macToFix(bridge, ports, ipv4.automatic, facts),
    mtu: bridge.mtu,
    stp: bridge.bridge?.stp ?? false,
    forwardDelay: Math.round(bridge.bridge?.forwardDelay ?? 15),
    vlanFiltering: bridge.bridge?.vlanFiltering ?? false,
    vlans: vlansOfAll([bridge, ...ports], facts),
    ipv4,
    ipv6: ipSetup('inet6', bridge.name, addresses, facts),
    linkLocal: addresses.some(({ family, scope }) => family === 'inet6' && scope === 'link'),
    ports: ports.map(({ name }) => name),
    devices: devicesUnder(bridge.name, ports, facts),
  };
}

/**
 * The MAC that a DHCP server knows: the card's, where the bridge has one that is no port's, as udev makes them up
 * (systemd.link(5), MACAddressPolicy=persistent).
 */
function macToFix(bridge: Link, ports: readonly Link[], isLeased: boolean, facts: Facts): string | null {
  const [uplink] = ports;
  if (isLeased && uplink?.mac != null && !ports.some(({ mac }) => mac === bridge.mac)) return uplink.mac;
  return isBorrowed(bridge, ports, facts) ? null : bridge.mac;
}

function vlansOfAll(links: readonly Link[], { snapshot }: Facts): BridgeSetup['vlans'] {
  const known = links.flatMap((link) => {
    const vlans = vlansOf(link, snapshot);
    return vlans === null ? [] : [[link.name, vlans] as const];
  });
  return known.length === 0 ? null : Object.fromEntries(known);
}

/** A bridge without a MAC of its own takes the lowest of its ports'; a TAP's is gone with its VM. */
function isBorrowed({ name, mac }: Link, kept: readonly Link[], facts: Facts): boolean {
  const others = facts.snapshot.links.filter((link) => link.master === name && !kept.includes(link));
  return !kept.some((port) => port.mac === mac) && others.some((port) => port.mac === mac);
}

function ipSetup(
  family: 'inet' | 'inet6',
  bridge: string,
  addresses: readonly LinkAddress[],
  { snapshot }: Facts,
): IpSetup {
  const own = addresses.filter((address) => address.family === family && address.scope !== 'link');
  const routes = snapshot.routes.filter((route) => route.family === family && route.link === bridge);
  const lending = family === 'inet' && isFromDhclient(bridge, snapshot) ? lendingRoute(routes, own) : null;
  const isByLease = (route: Route) =>
    route.protocol === 'dhcp' || route.protocol === 'ra' || route === lending?.route;
  // An address that was taken along from a card has no lifetime any more; the routes of its lease still name it.
  const leased = new Set([...routes.filter(isByLease).map(({ source }) => source), lending?.address]);
  return {
    automatic: own.some(({ dynamic }) => dynamic) || routes.some(isByLease),
    addresses: own
      .filter(({ dynamic, address }) => !dynamic && !leased.has(address))
      .map(({ address, prefixLength }) => `${address}/${prefixLength}`),
    routes: routes.filter((route) => route !== lending?.route).flatMap(routeSetup),
  };
}

/** Whether a bridge that ifupdown knows nothing of has a card that ifupdown gets an address by DHCP for. */
function isFromDhclient(bridge: string, { links, networkSetup }: HostSnapshot): boolean {
  const { ifupdown, ifupdownLeases } = networkSetup;
  return (
    !ifupdown.includes(bridge) &&
    links.some(({ name, master }) => master === bridge && ifupdownLeases.includes(name))
  );
}

function isWithin(address: string, subnet: string): boolean {
  const [inner, outer] = [readPrefix(address), readPrefix(subnet)];
  return inner !== null && outer !== null && covers(outer, inner);
}

/** The default route that dhclient has set, which no protocol marks, and the address that came with it. */
function lendingRoute(
  routes: readonly Route[],
  own: readonly LinkAddress[],
): { readonly route: Route; readonly address: string } | null {
  for (const route of routes) {
    const { destination, gateway, protocol } = route;
    if (destination !== 'default' || gateway === null || protocol === 'static') continue;
    const lent = own.find(({ address, prefixLength }) => isWithin(gateway, `${address}/${prefixLength}`));
    if (lent !== undefined) return { route, address: lent.address };
  }
  return null;
}

function routeSetup({ family, destination, gateway, metric, protocol, onLink }: Route): RouteSetup[] {
  // A gateway of the other family is beyond what the forms have in common.
  if (gateway === null || gateway.includes(':') !== (family === 'inet6')) return [];
  if (protocol !== undefined && SELF_MADE.has(protocol)) return [];
  const isDefault = metric === DEFAULT_METRIC[family];
  return [{ to: destination, via: gateway, metric: isDefault ? null : metric, onLink: onLink === true }];
}
