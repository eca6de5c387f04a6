import type { LinkAddress, Route } from '#shared/host/address.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { aBridge, aLink, aSnapshot, aSource, aTap } from '../../support/facts.ts';

/** An address of the host, from its form with prefix length. */
export function address(name: string, cidr: string, facts: Partial<LinkAddress> = {}): LinkAddress {
  const [host = '', length] = cidr.split('/');
  return {
    link: name,
    family: host.includes(':') ? 'inet6' : 'inet',
    address: host,
    prefixLength: Number(length),
    scope: 'global',
    ...facts,
  };
}

export function route(destination: string, name: string, facts: Partial<Route> = {}): Route {
  return { family: 'inet', destination, gateway: null, link: name, metric: 0, ...facts };
}

export function defaultRoute(name: string, facts: Partial<Route> = {}): Route {
  return route('default', name, { gateway: '192.168.1.1', ...facts });
}

/** A host whose uplink enp3s0 is in br0, which has its address; enp5s0 is free, and wg0 is a tunnel. */
export function uplinked(changes: Partial<HostSnapshot> = {}): HostSnapshot {
  return aSnapshot({
    sources: (['ip-link', 'ip-addr', 'ip-route', 'ip-neigh', 'bridge-fdb', 'virsh', 'link-dns'] as const).map(
      (name) => aSource(name),
    ),
    links: [
      aBridge('br0'),
      aBridge('br1'),
      aLink('enp3s0', { parentBus: 'pci', master: 'br0', slaveKind: 'bridge' }),
      aLink('enp5s0', { parentBus: 'pci' }),
      aLink('wg0', { infoKind: 'wireguard', linkType: 'none' }),
      aTap('vnet0', 'br0'),
    ],
    addresses: [address('br0', '192.168.1.10/24'), address('wg0', '10.20.0.2/16')],
    routes: [
      defaultRoute('br0'),
      route('192.168.1.0/24', 'br0', { protocol: 'kernel' }),
      route('10.20.0.0/16', 'wg0', { protocol: 'kernel' }),
      route('2001:db8:2::/48', 'wg0', { family: 'inet6', metric: 1024, protocol: 'static' }),
    ],
    ...changes,
  });
}
