import { describe, expect, it } from 'vitest';
import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import type { Topology } from '#shared/topology/model.ts';
import { vlanReach } from '#shared/topology/vlanReach.ts';
import { vlansNamed } from '#shared/topology/vlansNamed.ts';
import { aBridge, aDomain, aLink, anInterface, aPnic, aTap, aVeth } from '../support/facts.ts';
import { topologyOf } from '../support/graph.ts';

// All facts here are written by hand: the kernel of the test machine filters no VLANs.

const untagged = (id: number): VlanRange => ({ first: id, last: id, pvid: true, untagged: true });
const tagged = (first: number, last = first): VlanRange => ({ first, last, pvid: false, untagged: false });

const filtering = (name: string) => aBridge(name, { bridge: { vlanFiltering: true } });
const aVlan = (name: string, id: number, lower: string, master: string | null = null): Link =>
  aLink(name, {
    infoKind: 'vlan',
    vlan: { id, protocol: '802.1Q' },
    lower: { name: lower, ifindex: null, netnsId: null },
    master,
    slaveKind: master === null ? '' : 'bridge',
  });

const vm = (name: string, tap: string, bridge: string) =>
  aDomain(name, [anInterface({ bridge }, { targetDev: tap, alias: 'net0', mac: null })]);

/** What is lit, by name; vNICs are left out. */
function lit(topology: Topology, vlan: number): string[] {
  const reached = vlanReach(topology, vlan);
  return topology.nodes
    .filter(({ id, kind }) => reached.has(id) && kind !== 'vnic')
    .map(({ name }) => name)
    .toSorted();
}

const names = (facts: Partial<HostSnapshot>, vlan: number) => lit(topologyOf(facts), vlan);

describe('vlanReach', () => {
  const trunk = {
    links: [
      filtering('br0'),
      aPnic('enp3s0', 'br0', { slaveKind: 'bridge' }),
      aTap('vnet0', 'br0'),
      aTap('vnet1', 'br0'),
      aTap('vnet2', 'br0'),
    ],
    domains: [vm('access', 'vnet0', 'br0'), vm('other', 'vnet1', 'br0'), vm('router', 'vnet2', 'br0')],
    portVlans: {
      br0: [untagged(1)],
      enp3s0: [untagged(1), tagged(20, 29)],
      vnet0: [untagged(20)],
      vnet1: [untagged(30)],
      vnet2: [untagged(1), tagged(20)],
    },
  };

  it('lights the ports of a filtering bridge that are in the VLAN, tagged or not, and the VMs behind them', () => {
    expect(names(trunk, 20)).toEqual(['access', 'br0', 'enp3s0', 'router', 'vnet0', 'vnet2']);
    expect(names(trunk, 30)).toEqual(['br0', 'other', 'vnet1']);
  });

  it('lights nothing for a VLAN that nothing carries', () => {
    expect(names(trunk, 40)).toEqual([]);
  });

  it('lights no port of a bridge whose VLANs could not be read', () => {
    expect(names({ ...trunk, portVlans: {} }, 20)).toEqual([]);
  });

  it('lights a VLAN device, what is below it, and all of the plain bridge above it', () => {
    const facts = {
      links: [
        aLink('bond0', { infoKind: 'bond', bondMode: '802.3ad' }),
        aPnic('enp1s0', 'bond0', { slaveKind: 'bond' }),
        aVlan('bond0.20', 20, 'bond0', 'br-iot'),
        aVlan('bond0.30', 30, 'bond0'),
        aBridge('br-iot'),
        aTap('vnet0', 'br-iot'),
        aBridge('br-lan'),
        aTap('vnet1', 'br-lan'),
      ],
      domains: [vm('bulbs', 'vnet0', 'br-iot'), vm('pc', 'vnet1', 'br-lan')],
    };
    expect(names(facts, 20)).toEqual(['bond0', 'bond0.20', 'br-iot', 'bulbs', 'enp1s0', 'vnet0']);
    expect(names(facts, 30)).toEqual(['bond0', 'bond0.30', 'enp1s0']);
  });

  it('stays on the card below a VLAN device: a bridge that has that card never sees those frames', () => {
    const links = [
      aBridge('br0'),
      aPnic('enp3s0', 'br0', { slaveKind: 'bridge' }),
      aVlan('enp3s0.20', 20, 'enp3s0'),
    ];
    expect(names({ links }, 20)).toEqual(['enp3s0', 'enp3s0.20']);
  });

  it('goes into a filtering bridge by the number that the VLAN has there', () => {
    const facts = {
      links: [
        filtering('br0'),
        aPnic('enp3s0', null),
        aVlan('enp3s0.20', 20, 'enp3s0', 'br0'),
        aTap('vnet0', 'br0'),
        aTap('vnet1', 'br0'),
      ],
      domains: [vm('five', 'vnet0', 'br0'), vm('twenty', 'vnet1', 'br0')],
      portVlans: { br0: [], 'enp3s0.20': [untagged(5)], vnet0: [untagged(5)], vnet1: [] },
    };
    expect(names(facts, 20)).toEqual(['br0', 'enp3s0', 'enp3s0.20', 'five', 'vnet0']);
  });

  it('follows a VLAN device on a filtering bridge to its ports, if the bridge gives that VLAN to the host', () => {
    const links = [filtering('br0'), aTap('tap0', 'br0'), aTap('tap1', 'br0'), aVlan('br0.20', 20, 'br0')];
    const ports = { tap0: [untagged(20)], tap1: [untagged(1)] };
    expect(names({ links, portVlans: { ...ports, br0: [tagged(20)] } }, 20)).toEqual([
      'br0',
      'br0.20',
      'tap0',
    ]);
    const deaf = vlanReach(
      topologyOf({ links: links.slice(0, 1).concat(links.slice(3)), portVlans: { br0: [] } }),
      20,
    );
    expect([...deaf]).toEqual(['link:br0.20']);
  });

  it('leads out of a plain bridge below a VLAN device, and not to its guests', () => {
    const links = [
      aBridge('br0'),
      aPnic('enp3s0', 'br0', { slaveKind: 'bridge' }),
      aTap('tap0', 'br0'),
      aVlan('br0.20', 20, 'br0'),
    ];
    expect(names({ links }, 20)).toEqual(['br0', 'br0.20', 'enp3s0']);
  });

  it('crosses a veth into the next bridge, untagged as that bridge’s own PVID', () => {
    const bridgeport = (master: string) => ({ master, slaveKind: 'bridge' });
    const links = [
      filtering('br0'),
      aPnic('enp3s0', 'br0', { slaveKind: 'bridge' }),
      aVeth('fwpr', 'fwln', bridgeport('br0')),
      aVeth('fwln', 'fwpr', bridgeport('fwbr')),
      aBridge('fwbr'),
      aTap('tap100i0', 'fwbr'),
    ];
    const portVlans = { br0: [], enp3s0: [tagged(20)], fwpr: [untagged(20)] };
    expect(names({ links, portVlans }, 20)).toEqual(['br0', 'enp3s0', 'fwbr', 'fwln', 'fwpr', 'tap100i0']);
  });

  it('takes the tags of Open vSwitch, where a port without any passes every VLAN', () => {
    const plain = topologyOf({
      links: [
        aBridge('ovs'),
        aTap('tap0', 'ovs'),
        aTap('tap1', 'ovs'),
        aTap('tap2', 'ovs'),
        aPnic('eth0', 'ovs'),
      ],
    });
    const tags: Readonly<Record<string, object>> = {
      'link:tap0': { tag: 20 },
      'link:tap1': { tag: 30, trunks: [40, 20], vlanMode: 'native-untagged' },
      // Without a mode a tag makes an access port, which ignores its trunks.
      'link:tap2': { tag: 30, trunks: [20] },
    };
    const edges = plain.edges.map((edge) => ({ ...edge, ...tags[edge.from] }));
    expect(lit({ ...plain, edges }, 20)).toEqual(['eth0', 'ovs', 'tap0', 'tap1']);
    expect(vlansNamed({ ...plain, edges })).toEqual([20, 30, 40]);
  });

  it('ends where bridges are joined in a circle', () => {
    const port = (name: string, peer: string, master: string) =>
      aVeth(name, peer, { master, slaveKind: 'bridge' });
    const links = [
      filtering('br0'),
      filtering('br1'),
      port('a0', 'a1', 'br0'),
      port('a1', 'a0', 'br1'),
      port('b0', 'b1', 'br0'),
      port('b1', 'b0', 'br1'),
    ];
    const portVlans = { a0: [untagged(20)], a1: [untagged(21)], b1: [untagged(21)], b0: [untagged(20)] };
    expect(names({ links, portVlans }, 20)).toEqual(['a0', 'a1', 'b0', 'b1', 'br0', 'br1']);
  });
});

describe('vlansNamed', () => {
  it('lists the VLANs of ports, bridges and VLAN devices, and none of a port that takes them all', () => {
    const topology = topologyOf({
      links: [
        filtering('br0'),
        aTap('tap0', 'br0'),
        aTap('tap1', 'br0'),
        aPnic('eth0', null),
        aVlan('v7', 7, 'eth0'),
      ],
      portVlans: { br0: [untagged(1)], tap0: [tagged(100, 103)], tap1: [tagged(2, 4094)] },
    });
    expect(vlansNamed(topology)).toEqual([1, 7, 100, 101, 102, 103]);
  });
});
