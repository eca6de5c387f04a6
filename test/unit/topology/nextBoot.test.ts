import { describe, expect, it } from 'vitest';
import type { DomainInterface } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { aBridge, aDomain, aLink, aNetwork, anInterface, aPnic, aTap } from '../support/facts.ts';
import { cables, conflictCodes, topologyOf } from '../support/graph.ts';

const ovs = { virtualPort: 'openvswitch', targetDev: 'vnet4' };

function conflicts(
  live: DomainInterface,
  defined: DomainInterface,
  facts: Partial<HostSnapshot> = {},
): string[] {
  const topology = topologyOf({ ...facts, domains: [aDomain('vm', [live], { defined: [defined] })] });
  return topology.edges.flatMap(conflictCodes);
}

describe('a card that a network handed out', () => {
  const card = anInterface({ pci: '0000:05:10.1' }, { type: 'hostdev' });
  const pool = anInterface({ network: 'pool' });
  const networks = (forward: 'hostdev' | 'nat') => ({ networks: [aNetwork('pool', { forward })] });

  it('is what the definition says, whichever card it is', () => {
    expect(conflicts(card, pool, networks('hostdev'))).toEqual([]);
  });

  it('is told as another place where the network now makes something else, and not where nobody knows', () => {
    expect(conflicts(card, pool, networks('nat'))).toEqual(['next-boot']);
    expect(conflicts(card, pool)).toEqual([]);
    expect(conflicts(card, anInterface({ bridge: 'br0' }), { links: [aBridge('br0')] })).toEqual([
      'next-boot',
    ]);
  });
});

describe('a macvtap of a network', () => {
  const macvtap = (over: Partial<DomainInterface['source']>) =>
    anInterface({ dev: 'eno2', ...over }, { type: 'direct', targetDev: 'macvtap0' });
  const facts = (cards: readonly string[]) => ({
    links: [
      ...['eno2', 'eno3'].map((name) => aPnic(name, null)),
      aLink('macvtap0', { infoKind: 'macvtap', lower: { name: 'eno2', ifindex: null, netnsId: null } }),
    ],
    networks: [aNetwork('pool', { forward: 'private', cards: cards.map((dev) => ({ dev })) })],
  });

  it('is on the card of the pool that libvirt chose', () => {
    const live = macvtap({ network: 'pool' });
    expect(conflicts(live, anInterface({ network: 'pool' }), facts(['eno3', 'eno2']))).toEqual([]);
  });

  it('is the same place as the card itself, where that is the only one', () => {
    const named = anInterface({ network: 'pool' });
    expect(conflicts(macvtap({}), named, facts(['eno2']))).toEqual([]);
    expect(conflicts(macvtap({}), named, facts(['eno2', 'eno3']))).toEqual(['next-boot']);
    expect(conflicts(macvtap({ network: 'pool' }), macvtap({}), facts(['eno2']))).toEqual([]);
  });
});

describe('a TAP of Open vSwitch in user space', () => {
  const live = anInterface({ bridge: 'ovsbr0' }, ovs);
  const defined = anInterface({ bridge: 'ovsbr0' }, { virtualPort: 'openvswitch' });
  const links = [aTap('vnet4', null), aTap('ovsbr0', null)];

  it('is neither orphaned nor elsewhere at the next boot, and is a port by libvirt’s word', () => {
    expect(conflicts(live, defined, { links })).toEqual([]);
    const topology = topologyOf({ links, domains: [aDomain('vm', [live])] });
    expect(cables(topology, 'port')).toEqual(['link:vnet4→link:ovsbr0']);
    expect(topology.nodes.find(({ id }) => id === 'link:ovsbr0')?.kind).toBe('ovs-bridge');
  });

  it('is so through a network too', () => {
    const facts = { links, networks: [aNetwork('ovs', { forward: 'bridge', bridge: 'ovsbr0' })] };
    const onNetwork = anInterface({ network: 'ovs', bridge: 'ovsbr0' }, { ...ovs, type: 'bridge' });
    expect(conflicts(onNetwork, anInterface({ network: 'ovs' }), facts)).toEqual([]);
  });

  it('is elsewhere at the next boot where the definition names another bridge', () => {
    const other = anInterface({ bridge: 'ovsbr1' }, { virtualPort: 'openvswitch' });
    expect(conflicts(live, other, { links: [...links, aTap('ovsbr1', null)] })).toEqual(['next-boot']);
  });

  it('is on another bridge where the kernel has it on one of its own', () => {
    const moved = { links: [aTap('vnet4', 'br0'), aTap('ovsbr0', null), aBridge('br0')] };
    expect(conflicts(live, defined, moved)).toContain('other-bridge');
  });
});
