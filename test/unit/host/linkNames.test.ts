import { describe, expect, it } from 'vitest';
import { withLinkNames } from '#shared/host/linkNames.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { aBridge, aDomain, aLink, aNetwork, anInterface, aPnic, aSnapshot, aTap } from '../support/facts.ts';
import { cables, conflictCodes } from '../support/graph.ts';

const br1 = aBridge('br1', { altNames: ['lanbridge'] });
const eno2 = aPnic('eno2', null, { altNames: ['enp5s0f0', 'uplink-of-the-rack'] });
const links = [br1, eno2, aTap('vnet0', 'br1'), aTap('vnet1', 'br1', { altNames: ['firewall-lan'] })];

/** As the reader puts a snapshot together. */
function read(facts: Partial<HostSnapshot>): HostSnapshot {
  const snapshot = aSnapshot({ links, ...facts });
  return { ...snapshot, ...withLinkNames(snapshot.links, snapshot) };
}

describe('alternative names', () => {
  it('of a bridge are no difference between libvirt and the kernel', () => {
    const onBridge = anInterface({ bridge: 'lanbridge' }, { targetDev: 'vnet0' });
    const topology = buildTopology(
      read({ domains: [aDomain('web', [onBridge], { defined: [anInterface({ bridge: 'br1' })] })] }),
      1,
    );
    expect(topology.edges.flatMap(conflictCodes)).toEqual([]);
    expect(topology.nodes.find(({ kind }) => kind === 'vnic')).toMatchObject({ source: 'br1' });
  });

  it('of a bridge or a card are the link that a network is on', () => {
    const snapshot = read({
      networks: [
        aNetwork('lan', { forward: 'bridge', bridge: 'lanbridge' }),
        aNetwork('nat', { bridge: 'br1', forwardDev: 'enp5s0f0' }),
        aNetwork('direct', { forward: 'private', cards: [{ dev: 'uplink-of-the-rack' }] }),
      ],
    });
    const topology = buildTopology(snapshot, 1);
    expect(cables(topology, 'realises')).toContain('network:lan→link:br1');
    expect(cables(topology, 'nat')).toEqual(['link:br1→link:eno2']);
    expect(cables(topology, 'lower')).toEqual(['network:direct→link:eno2']);
  });

  it('of a TAP, and of the lower device of a macvtap, are that link', () => {
    const macvtap = aLink('macvtap0', {
      infoKind: 'macvtap',
      lower: { name: 'eno2', ifindex: null, netnsId: null },
    });
    const live = [
      anInterface({ bridge: 'br1' }, { targetDev: 'firewall-lan' }),
      anInterface({ dev: 'enp5s0f0' }, { mac: '52:54:00:aa:00:02', targetDev: 'macvtap0' }),
    ];
    const defined = [live[0], anInterface({ dev: 'eno2' }, { mac: '52:54:00:aa:00:02' })].flatMap(
      (one) => one ?? [],
    );
    const topology = buildTopology(
      read({ links: [...links, macvtap], domains: [aDomain('fw', live, { defined })] }),
      1,
    );
    expect(cables(topology, 'backs').map((cable) => cable.split('→')[1])).toEqual([
      'link:vnet1',
      'link:macvtap0',
    ]);
    expect(topology.edges.flatMap(conflictCodes)).toEqual([]);
  });

  it('on a QEMU command line are that TAP', () => {
    const nic = {
      netdev: 'n0',
      mac: null,
      model: 'e1000',
      ifname: 'firewall-lan',
      defaultMac: null,
      fds: [],
    };
    const process = {
      pid: 7,
      name: 'bare',
      uuid: null,
      libvirt: false,
      vmm: 'qemu' as const,
      program: 'qemu-system-x86_64',
      nics: [nic],
    };
    const topology = buildTopology(
      read({ vmProcesses: [process], tapHolders: [{ link: 'vnet1', pid: 7 }] }),
      1,
    );
    expect(cables(topology, 'backs')).toEqual(['vnic:qemu-bare/n0→link:vnet1']);
  });

  it('mean nothing where a type only labels its vNIC with them', () => {
    const label = anInterface({}, { type: 'vhostuser', targetDev: 'lanbridge' });
    const snapshot = read({ domains: [aDomain('dpdk', [label])] });
    expect(snapshot.domains[0]?.live[0]?.targetDev).toBe('lanbridge');
  });

  it('leave the object of whatever calls links by their names', () => {
    const facts = aSnapshot({
      domains: [aDomain('web', [anInterface({ bridge: 'br1' }, { targetDev: 'vnet0' })])],
      networks: [aNetwork('lan', { bridge: 'br1' })],
    });
    const named = withLinkNames(links, facts);
    expect(named.domains[0]).toBe(facts.domains[0]);
    expect(named.networks[0]).toBe(facts.networks[0]);
  });
});
