import { describe, expect, it } from 'vitest';
import type { DomainInterface } from '#shared/host/domain.ts';
import { trace } from '#shared/topology/trace.ts';
import { traceLine } from '#shared/topology/words.ts';
import { aBridge, aDomain, aLink, aNetwork, anInterface, aPnic, aTap } from '../support/facts.ts';
import { cables, conflictCodes, topologyOf } from '../support/graph.ts';

const links = [aBridge('br0'), aPnic('eno1', 'br0'), aTap('vnet0', 'br0')];

function withVnic(type: string, over: Partial<DomainInterface> = {}, source = {}) {
  const live = anInterface(source, { type, ...over });
  return topologyOf({ links, domains: [aDomain('vm', [live], { defined: [{ ...live, alias: null }] })] });
}

function ending(topology: ReturnType<typeof topologyOf>): string {
  return (
    traceLine(topology, trace(topology, 'vm').paths[0]?.nodes ?? [])
      .split(' › ')
      .at(-1) ?? ''
  );
}

const WITHOUT_LINK = [
  'user',
  'vhostuser',
  'server',
  'client',
  'mcast',
  'udp',
  'internal',
  'vdpa',
  'null',
  'vds',
];

describe('a vNIC of a type that has no link', () => {
  it.each(WITHOUT_LINK)('misses no TAP of the name that its XML gives it: %s', (type) => {
    const topology = withVnic(type, { targetDev: 'vhu7d3c1a2b-44' });
    expect(topology.edges.flatMap(conflictCodes)).toEqual([]);
    expect(topology.nodes.find(({ kind }) => kind === 'vnic')).toMatchObject({ tap: null });
  });

  it.each(WITHOUT_LINK)('is not backed by a stranger’s TAP of that name: %s', (type) => {
    expect(cables(withVnic(type, { targetDev: 'vnet0' }), 'backs')).toEqual([]);
  });

  it.each(WITHOUT_LINK)('is not cabled to the link that its XML mentions: %s', (type) => {
    expect(cables(withVnic(type, {}, { dev: 'eno1' }), 'defined')).toEqual([]);
  });

  it.each([
    ['vhostuser', { path: '/run/ovs/vhu0.sock' }, 'vhost-user socket /run/ovs/vhu0.sock'],
    ['vdpa', { dev: '/dev/vhost-vdpa-0' }, 'vDPA device /dev/vhost-vdpa-0'],
    ['user', { dev: 'eno1' }, 'QEMU’s own user network'],
    ['mcast', {}, 'QEMU’s own sockets'],
  ])('ends where its frames go: %s', (type, source, end) => {
    expect(ending(withVnic(type, {}, source))).toBe(end);
  });
});

describe('a vNIC of a type that has a link', () => {
  it.each(['bridge', 'network', 'direct', 'ethernet'])('misses the one that is gone: %s', (type) => {
    const topology = withVnic(type, { targetDev: 'vnet9' });
    expect(topology.edges.flatMap(conflictCodes)).toContain('missing-tap');
  });
});

it('says of a type of a later release only what the kernel bears out', () => {
  expect(cables(withVnic('warp', { targetDev: 'vnet0' }), 'backs')).toEqual([
    'vnic:uuid-of-vm/52:54:00:aa:00:01→link:vnet0',
  ]);
  const away = withVnic('warp', { targetDev: 'warp0' }, { dev: 'eno1' });
  expect(away.edges.flatMap(conflictCodes)).toEqual([]);
  expect(cables(away, 'defined')).toEqual([]);
});

describe('a network without a bridge', () => {
  const pf = aPnic('enp5s0f0', null, { parentDev: '0000:05:00.0' });
  const vf = aLink('enp5s0f0v1', { parentBus: 'pci', parentDev: '0000:05:10.1' });
  const off = (network: ReturnType<typeof aNetwork>) =>
    topologyOf({
      links: [pf, vf, aPnic('eno2', null)],
      networks: [network],
      domains: [
        aDomain('vm', [], {
          state: 'shut off',
          defined: [anInterface({ network: network.name })],
        }),
      ],
    });

  it.each([
    ['passthrough', [{ dev: 'eno2' }, { dev: 'enp5s0f0' }], ['eno2', 'enp5s0f0']],
    ['hostdev', [{ pci: '0000:05:10.1' }, { pci: '0000:09:00.0' }], ['enp5s0f0v1']],
    ['vepa', [{ dev: 'gone0' }], []],
  ] as const)('of mode %s leads to the cards that it names', (forward, cards, found) => {
    const topology = off(aNetwork('pool', { forward, cards }));
    expect(cables(topology, 'lower')).toEqual(found.map((name) => `network:pool→link:${name}`));
    const { paths } = trace(topology, 'vm');
    expect(paths.every(({ complete }) => complete)).toBe(found.length > 0);
  });

  it('says which card is not there, and leads to it while it is inactive', () => {
    const cards = [{ dev: 'gone0' }];
    expect(ending(off(aNetwork('pool', { forward: 'private', cards })))).toBe('not on this host');
    const idle = off(aNetwork('pool', { forward: 'private', cards: [{ dev: 'eno2' }], active: false }));
    expect(ending(idle)).toBe('eno2');
  });
});
