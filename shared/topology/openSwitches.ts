import type { HostSnapshot } from '#shared/host/snapshot.ts';

/**
 * The bridges of Open vSwitch that libvirt plugs into, by name. In the kernel's datapath they are of a kind of their own;
 * one of the userspace datapath looks like any TAP.
 */
export function userspaceSwitches({ domains, networks }: HostSnapshot): ReadonlySet<string> {
  const bridges = new Map(networks.map(({ name, bridge }) => [name, bridge]));
  const named = domains
    .flatMap(({ live, defined }) => [...live, ...defined])
    .filter(({ virtualPort }) => virtualPort === 'openvswitch')
    .map(({ source }) => source.bridge ?? bridges.get(source.network ?? '') ?? null);
  return new Set(named.filter((name) => name !== null));
}
