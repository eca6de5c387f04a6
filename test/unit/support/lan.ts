import type { BondMemberFacts, Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { aBridge, aDomain, aMember, anInterface, aPnic, aTap } from './facts.ts';

export const WEB_MAC = '52:54:00:aa:00:01';
export const DB_MAC = '52:54:00:aa:00:02';

const forwarding = { slaveKind: 'bridge', bridgePort: { state: 'forwarding', settings: {} } } as const;

/** A usual host that is healthy: the VMs web and db are on br0, whose uplink is eno1, and so is the host itself. */
export const lan = {
  links: [
    aBridge('br0', { mac: '02:00:00:00:00:01' }),
    aPnic('eno1', 'br0', { ...forwarding, mac: '02:00:00:00:00:01' }),
    aTap('vnet0', 'br0', { mac: 'fe:54:00:aa:00:01' }),
    aTap('vnet1', 'br0', { mac: 'fe:54:00:aa:00:02' }),
  ],
  addresses: [{ link: 'br0', family: 'inet', address: '192.168.1.2', prefixLength: 24, scope: 'global' }],
  routes: [{ family: 'inet', destination: 'default', gateway: '192.168.1.1', link: 'br0', metric: 0 }],
  domains: [
    aDomain('web', [anInterface({ bridge: 'br0' }, { mac: WEB_MAC, targetDev: 'vnet0' })]),
    aDomain('db', [anInterface({ bridge: 'br0' }, { mac: DB_MAC, targetDev: 'vnet1' })]),
  ],
} as const satisfies Partial<HostSnapshot>;

/** The same host with some of its links otherwise, by name, and others beside them. */
export function lanWith(
  over: Readonly<Record<string, Partial<Link>>>,
  ...more: readonly Link[]
): Partial<HostSnapshot> & Pick<HostSnapshot, 'links'> {
  return { ...lan, links: [...lan.links.map((link) => ({ ...link, ...over[link.name] })), ...more] };
}

/** What the kernel tells of a port in this STP state. */
export function inState(state: string): Partial<Link> {
  return { slaveKind: 'bridge', bridgePort: { state, settings: {} } };
}

/** What the kernel tells of a bond’s member that is alive, but for this. */
export function memberFacts(over: Partial<BondMemberFacts>): Partial<Link> {
  const { bondMember } = aMember('eno1', 'bond0');
  return bondMember === undefined ? {} : { bondMember: { ...bondMember, ...over } };
}

/** What the kernel tells of br0, with these facts of a bridge. */
export function bridgeFacts(over: Partial<NonNullable<Link['bridge']>>): Partial<Link> {
  const plain = { stp: false, forwardDelay: 15, vlanFiltering: false, nfCallIptables: false };
  return { bridge: { ...plain, ...over } };
}

/** One VLAN of a port, or a range; `native`: untagged in both directions. */
export function inVlan(first: number, how: 'native' | 'tagged' = 'tagged', last = first) {
  return { first, last, pvid: how === 'native', untagged: how === 'native' };
}
