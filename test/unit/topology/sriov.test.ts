import { describe, expect, it } from 'vitest';
import type { Domain } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { trace } from '#shared/topology/trace.ts';
import { traceLine } from '#shared/topology/words.ts';
import { aDomain, aLink, aNetwork, anInterface, aPnic, aShutOffDomain } from '../support/facts.ts';
import { cables, edgeOf, nodeOf, topologyOf } from '../support/graph.ts';

// All facts here are written by hand: no machine of the tests has an SR-IOV card.

const pci = (address: string) => ({ parentBus: 'pci', parentDev: address });
const vf = (index: number, mac: string | null, over = {}) => ({ index, mac, vlan: null, ...over });
const pf = aPnic('enp5s0f0', null, {
  ...pci('0000:05:00.0'),
  vfs: [
    vf(0, null),
    vf(1, '52:54:00:60:00:03', { vlan: 42, spoofCheck: true, trust: false, linkState: 'auto' }),
  ],
});
/** `virtfn0` is free, `virtfn1` is a VM’s. */
const cardFunctions = {
  enp5s0f0: {
    address: null,
    pf: null,
    vfs: [
      { index: 0, address: '0000:05:10.0', driver: null },
      { index: 1, address: '0000:05:10.2', driver: 'vfio-pci' },
    ],
  },
};

const device = (address: string, mac: string | null) =>
  anInterface({ pci: address }, { type: 'hostdev', mac, model: null });

function traced(facts: Partial<HostSnapshot>, query: string): (readonly [string, boolean])[] {
  const topology = topologyOf(facts);
  return trace(topology, query).paths.map(({ nodes, complete }) => [traceLine(topology, nodes), complete]);
}

const pool = aNetwork('pool', { forward: 'hostdev', cards: [{ dev: 'enp5s0f0' }] });
const poolOff = { ...pool, active: false };

describe('a virtual function that a VM has', () => {
  const links = [pf];
  const domains = [aDomain('router', [device('0000:05:10.2', '52:54:00:60:00:03')])];

  it('stays in the picture by its PCI address, with what the host has set for it', () => {
    const topology = topologyOf({ links, domains, cardFunctions });
    const node = nodeOf(topology, 'vf', 'pci:0000:05:10.2');
    expect(node).toMatchObject({
      name: '0000:05:10.2',
      mac: '52:54:00:60:00:03',
      isTaken: true,
      vf: { pf: 'enp5s0f0', index: 1, vlan: 42, spoofCheck: true, trust: false, linkState: 'auto' },
    });
    expect(node.details).toEqual([
      ['Device', 'pci 0000:05:10.2'],
      ['Driver', 'vfio-pci'],
      ['Virtual function', 'VF 1 of enp5s0f0'],
      ['VLAN', '42, added and removed by the card'],
      ['Spoof check', 'on'],
      ['Trusted', 'no'],
      ['Link state', 'as its physical function'],
    ]);
    expect(cables(topology, 'backs')).toEqual(['vnic:uuid-of-router/52:54:00:60:00:03→pci:0000:05:10.2']);
    expect(cables(topology, 'lower')).toEqual([
      'pci:0000:05:10.0→link:enp5s0f0',
      'pci:0000:05:10.2→link:enp5s0f0',
    ]);
    expect(edgeOf(topology, 'lower:pci:0000:05:10.2→link:enp5s0f0').evidence).toEqual(['kernel-lower']);
  });

  it('is on the way from the VM to the card', () => {
    const way = 'router › 52:54:00:60:00:03 › 0000:05:10.2 (VF 1 of enp5s0f0) › enp5s0f0';
    expect(traced({ links, domains, cardFunctions }, 'router')).toEqual([[way, true]]);
    expect(traced({ links, domains, cardFunctions }, '0000:05:10.2')).toEqual([[way, true]]);
  });

  it('by a plain <hostdev> too, whose XML has no MAC and no word of a network', () => {
    const facts = { links, domains: [aDomain('fw', [device('0000:05:10.2', null)])], cardFunctions };
    expect(traced(facts, 'fw')).toEqual([['fw › net0 › 0000:05:10.2 (VF 1 of enp5s0f0) › enp5s0f0', true]]);
  });

  it('of a card whose driver lists none to `ip`', () => {
    const bare = { ...pf, vfs: [] };
    const facts = { links: [bare], domains, pciParents: { '0000:05:10.2': '0000:05:00.0' } };
    expect(traced(facts, 'router')).toEqual([
      ['router › 52:54:00:60:00:03 › 0000:05:10.2 (VF of enp5s0f0) › enp5s0f0', true],
    ]);
  });

  it('whose card is a VM’s as well, or not to be seen', () => {
    expect(traced({ links: [], domains }, 'router')).toEqual([
      ['router › 52:54:00:60:00:03 › 0000:05:10.2 (virtual function)', true],
    ]);
  });

  it('is where the next start of a VM that is off takes it, whatever driver has it', () => {
    const off: Domain = aShutOffDomain('off', [device('0000:05:10.2', null)]);
    expect(traced({ links, domains: [off], cardFunctions }, 'off')).toEqual([
      ['off › net0 › 0000:05:10.2 (VF 1 of enp5s0f0, at the next boot) › enp5s0f0', true],
    ]);
  });

  it('ends at its card by the MAC alone where sysfs could not be read', () => {
    const topology = topologyOf({ links, domains });
    expect(cables(topology, 'backs')).toEqual(['vnic:uuid-of-router/52:54:00:60:00:03→link:enp5s0f0']);
  });
});

describe('a whole card that a VM has', () => {
  it('stays in the picture by its PCI address', () => {
    const domains = [aDomain('fw', [device('0000:04:00.0', null)])];
    const topology = topologyOf({ domains, pciClasses: { '0000:04:00.0': 0x02_00_00 } });
    expect(nodeOf(topology, 'pnic', 'pci:0000:04:00.0').lead).toBe('out');
    expect(cables(topology, 'backs')).toEqual(['vnic:uuid-of-fw/0000:04:00.0→pci:0000:04:00.0']);
  });

  it('is no card where it is a graphics card, or where nobody knows', () => {
    const domains = [aDomain('fw', [device('0000:04:00.0', null)])];
    for (const pciClasses of [{ '0000:04:00.0': 0x03_00_00 }, {}]) {
      expect(topologyOf({ domains, pciClasses }).nodes.some(({ id }) => id.startsWith('pci:'))).toBe(false);
    }
  });

  it('that only a definition names, and this host doesn’t have, is not there', () => {
    const domains = [aShutOffDomain('off', [device('0000:09:00.0', '52:54:00:60:00:09')])];
    expect(topologyOf({ domains, pciClasses: {} }).nodes.some(({ kind }) => kind === 'vf')).toBe(false);
  });
});

describe('a virtual function that the host has', () => {
  it('is one by what sysfs says, whatever it is called', () => {
    const link = aLink('lan7', { ...pci('0000:05:10.0'), mac: '52:54:00:77:00:01' });
    const own = { address: null, pf: '0000:05:00.0', vfs: [] };
    const topology = topologyOf({ links: [pf, link], cardFunctions: { ...cardFunctions, lan7: own } });
    expect(nodeOf(topology, 'vf', 'link:lan7').vf).toEqual({ pf: 'enp5s0f0', index: 0, vlan: null });
    expect(edgeOf(topology, 'lower:link:lan7→link:enp5s0f0').evidence).toEqual(['kernel-lower']);
  });

  it('is none where sysfs says so, though it has a MAC of the list', () => {
    const link = aLink('eno2', { ...pci('0000:07:00.0'), mac: '52:54:00:60:00:03' });
    const own = { address: null, pf: null, vfs: [] };
    const topology = topologyOf({ links: [pf, link], cardFunctions: { ...cardFunctions, eno2: own } });
    expect(nodeOf(topology, 'pnic', 'link:eno2').kind).toBe('pnic');
  });

  it('is not hidden by the representors of its card, which have that card’s address', () => {
    const rep = aLink('enp5s0f0r1', { ...pci('0000:05:00.0'), portName: 'pf0vf1' });
    const whole = [aDomain('fw', [device('0000:05:00.0', null)])];
    const topology = topologyOf({ links: [rep, pf], domains: whole });
    expect(cables(topology, 'backs')).toEqual(['vnic:uuid-of-fw/0000:05:00.0→link:enp5s0f0']);
  });
});

describe('a pool', () => {
  it('leads to its card, active or not', () => {
    const links = [pf];
    const off = aShutOffDomain('off', [anInterface({ network: 'pool' })]);
    expect(traced({ links, domains: [off], networks: [pool], cardFunctions }, 'off')[0]?.[1]).toBe(true);
    expect(traced({ links, domains: [off], networks: [poolOff], cardFunctions }, 'off')).toEqual([
      ['off › 52:54:00:aa:00:01 (virtio) › pool (not active, at the next boot) › enp5s0f0', true],
    ]);
  });

  it('of listed addresses leads to each function', () => {
    const cards = [{ pci: '0000:05:10.0' }, { pci: '0000:05:10.2' }, { pci: '0000:05:1f.7' }];
    const topology = topologyOf({
      links: [pf],
      networks: [aNetwork('pool', { forward: 'hostdev', cards })],
      cardFunctions,
    });
    expect(cables(topology, 'lower').filter((one) => one.startsWith('network:'))).toEqual([
      'network:pool→pci:0000:05:10.0',
      'network:pool→pci:0000:05:10.2',
    ]);
  });
});

describe('a network that is not active', () => {
  it.each([
    ['nat', 'nat'],
    ['route', 'routed'],
    ['open', 'routed'],
  ] as const)('of forward mode %s leads to the card that it names', (forward, kind) => {
    const networks = [aNetwork('lab', { forward, active: false, forwardDev: 'eno1', bridge: 'virbr9' })];
    const topology = topologyOf({ links: [aPnic('eno1', null)], networks });
    expect(cables(topology, kind)).toEqual(['network:lab→link:eno1']);
  });
});
