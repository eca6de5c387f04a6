import { describe, expect, it } from 'vitest';
import { atStake } from '#shared/edits/guard/atStake.ts';
import { nodeStake } from '#shared/edits/guard/nodeStake.ts';
import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { aBridge, aLink, aSnapshot, aTap } from '../../support/facts.ts';
import { aSwitch, aSwitchPort } from '../../support/ovs.ts';
import { recordedLab } from '../../support/snapshot.ts';
import { address, defaultRoute, uplinked } from '../support/addressed.ts';

function reasons(snapshot: HostSnapshot, name: string): readonly string[] {
  return atStake(snapshot, name)?.reasons ?? [];
}

describe('what is at stake', () => {
  it('is what carries the default route and the address, in the lab as it was recorded', () => {
    const lab = recordedLab();
    expect(reasons(lab, 'br0')).toEqual([
      'The host’s default route (via 192.168.50.1) leaves through br0.',
      'The host’s address 192.168.50.10/24 is on br0.',
    ]);
    expect(reasons(lab, 'enp3s0')).toEqual([
      'The host’s default route (via 192.168.50.1) leaves through br0, which uses enp3s0.',
      'The host’s address 192.168.50.10/24 is on br0, which uses enp3s0.',
    ]);
    expect(atStake(lab, 'br0')?.guestsOnly).toBe(false);
    for (const name of ['enp4s0', 'br1', 'vethc0de42a', 'vnet0', 'lo', 'nothing', 'constructor'])
      expect(atStake(lab, name)).toBeNull();
  });

  it("is for a network's own bridge what its guests lose, and nothing beneath it", () => {
    const lab = recordedLab();
    expect(atStake(lab, 'virbr0')).toMatchObject({ guestsOnly: true });
    const ports = lab.links.filter(({ master }) => master === 'virbr0');
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(atStake(lab, port.name)).toBeNull();
  });

  it('is told by the topology as well', () => {
    const topology = buildTopology(recordedLab(), 1);
    expect(nodeStake(topology, 'enp3s0')?.reasons).toEqual([
      'The host’s default route leaves through br0, which uses enp3s0.',
      'The host’s address 192.168.50.10/24 is on br0, which uses enp3s0.',
    ]);
    expect(nodeStake(topology, 'virbr0')).toMatchObject({ guestsOnly: true });
    for (const name of ['enp4s0', 'br1', 'vethc0de42a', 'vnet0', 'lo'])
      expect(nodeStake(topology, name)).toBeNull();
  });

  it('is each default route, of either family, not only the preferred ones', () => {
    const host = uplinked({
      links: [aLink('a'), aLink('b'), aLink('c')],
      routes: [
        defaultRoute('a', { metric: 50 }),
        defaultRoute('b', { metric: 600 }),
        defaultRoute('c', { family: 'inet6', gateway: 'fe80::1' }),
      ],
      addresses: [],
    });
    expect(reasons(host, 'b')).toEqual(['The host’s default route (via 192.168.1.1) leaves through b.']);
    expect(reasons(host, 'c')).toEqual(['The host’s default route of IPv6 (via fe80::1) leaves through c.']);
  });

  it('is not a link-local address, nor the loopback', () => {
    const host = aSnapshot({
      links: [aLink('a'), aLink('lo')],
      addresses: [
        address('a', 'fe80::1/64', { scope: 'link' }),
        address('lo', '127.0.0.1/8', { scope: 'host' }),
      ],
    });
    expect([atStake(host, 'a'), atStake(host, 'lo')]).toEqual([null, null]);
  });
});

// Written by hand: the machine that the lab runs on has neither VLANs nor bonds.
describe('what carries it', () => {
  const carrying = (over: Partial<HostSnapshot>) =>
    aSnapshot({ addresses: [address('top', '10.0.0.2/24')], ...over });

  it('is the parent of a VLAN, the lower device of a macvlan, and what these rest on in turn', () => {
    const lower = (name: string) => ({ name, ifindex: null, netnsId: null });
    const host = carrying({
      links: [
        aLink('top', { infoKind: 'macvlan', lower: lower('br0.7') }),
        aLink('br0.7', { infoKind: 'vlan', lower: lower('br0') }),
        aBridge('br0'),
        aLink('eth0', { parentBus: 'pci', master: 'br0', slaveKind: 'bridge' }),
        aTap('vnet0', 'br0'),
      ],
    });
    for (const name of ['top', 'br0.7', 'br0', 'eth0']) expect(atStake(host, name)?.guestsOnly).toBe(false);
    expect(atStake(host, 'vnet0')).toBeNull();
  });

  it('is the last living member of a bond, and none of several', () => {
    const member = (name: string, carrier: boolean) =>
      aLink(name, { parentBus: 'pci', master: 'top', slaveKind: 'bond', carrier });
    const bond = aLink('top', { infoKind: 'bond' });
    const both = carrying({ links: [bond, member('a', true), member('b', true)] });
    const last = carrying({ links: [bond, member('a', true), member('b', false)] });
    const dead = carrying({ links: [bond, member('a', false), member('b', false)] });
    const staked = (host: HostSnapshot) => ['a', 'b'].filter((name) => atStake(host, name) !== null);
    const drawn = (host: HostSnapshot) =>
      ['a', 'b'].filter((name) => nodeStake(buildTopology(host, 1), name) !== null);
    expect([staked(both), staked(last), staked(dead)]).toEqual([[], ['a'], ['a', 'b']]);
    expect([drawn(both), drawn(last), drawn(dead)]).toEqual([[], ['a'], ['a', 'b']]);
  });

  it('is a veth to the bridge that has the uplink, where the router was seen behind it', () => {
    const lower = (name: string) => ({ name, ifindex: null, netnsId: null });
    const veth = (name: string, master: string, peer: string) =>
      aLink(name, { infoKind: 'veth', master, slaveKind: 'bridge', lower: lower(peer) });
    const router = '02:00:00:00:99:01';
    const host = carrying({
      links: [
        aBridge('top'),
        veth('v0', 'top', 'v1'),
        veth('v1', 'out', 'v0'),
        aBridge('out'),
        aLink('eth0', { parentBus: 'pci', master: 'out', slaveKind: 'bridge' }),
      ],
      routes: [defaultRoute('top')],
      neighbours: [{ address: '192.168.1.1', mac: router, link: 'top', state: 'REACHABLE' }],
      fdb: [{ mac: router, link: 'v0', master: 'top', vlan: null, permanent: false }],
    });
    for (const name of ['top', 'v0', 'v1', 'out', 'eth0']) expect(atStake(host, name)).not.toBeNull();
  });
});

// Written by hand too: each kind that a host may live on.
describe('what carries it, whatever its kind', () => {
  const on = (name: string) => ({ name, ifindex: null, netnsId: null });
  const card = (name: string, facts: Partial<Link> = {}) => aLink(name, { parentBus: 'pci', ...facts });
  const port = { master: 'br0', slaveKind: 'bridge' } as const;
  const veth = (name: string, master: string, peer: string, slaveKind = 'bridge') =>
    aLink(name, { infoKind: 'veth', master, slaveKind, lower: on(peer) });
  const staked = (links: readonly Link[], holder = 'br0', over: Partial<HostSnapshot> = {}) => {
    const host = aSnapshot({ links, addresses: [address(holder, '10.0.0.2/24')], ...over });
    return links.filter(({ name }) => atStake(host, name)?.guestsOnly === false).map(({ name }) => name);
  };

  it.each<[string, Link[]]>([
    ['macsec', [aLink('x0', { ...port, infoKind: 'macsec', lower: on('eno1') })]],
    ['macvlan', [aLink('x0', { ...port, infoKind: 'macvlan', lower: on('eno1') })]],
    ['a kind of a kernel to come', [aLink('x0', { ...port, infoKind: 'new', lower: on('eno1') })]],
    ['hsr', [aLink('x0', { ...port, infoKind: 'hsr', slaves: ['eno1'] })]],
    ['ipoib', [aLink('x0', { ...port, infoKind: 'ipoib', lower: on('eno1') })]],
  ])('a bridge on %s on a card', (_, above) => {
    expect(staked([aBridge('br0'), ...above, card('eno1'), card('eno2')])).toEqual(['br0', 'x0', 'eno1']);
  });

  it('all that batadv meshes over, and the last living port of a team', () => {
    const over = (infoKind: string, carrier: boolean) => [
      aBridge('br0'),
      aLink('x0', { ...port, infoKind }),
      card('eno1', { master: 'x0', slaveKind: infoKind }),
      card('eno2', { master: 'x0', slaveKind: infoKind, carrier }),
    ];
    expect(staked(over('batadv', true))).toEqual(['br0', 'x0', 'eno1', 'eno2']);
    expect(staked(over('team', true))).toEqual(['br0', 'x0']);
    expect(staked(over('team', false))).toEqual(['br0', 'x0', 'eno1']);
  });

  it('a VLAN of a bridge, over a VLAN over a bond', () => {
    const links = [
      aLink('br0.10', { infoKind: 'vlan', lower: on('br0') }),
      aBridge('br0'),
      aLink('bond0.7', { ...port, infoKind: 'vlan', lower: on('bond0') }),
      aLink('bond0', { infoKind: 'bond' }),
      card('eno1', { master: 'bond0', slaveKind: 'bond' }),
      aTap('vnet0', 'br0'),
    ];
    expect(staked(links, 'br0.10')).toEqual(['br0.10', 'br0', 'bond0.7', 'bond0', 'eno1']);
  });

  it('bridges one behind the other, towards the one with an uplink alone', () => {
    const links = [
      aBridge('br0'),
      veth('v0', 'br0', 'v1'),
      veth('v1', 'br1', 'v0'),
      aBridge('br1'),
      veth('w1', 'br1', 'w2'),
      veth('w2', 'br2', 'w1'),
      aBridge('br2'),
      card('eno1', { master: 'br2', slaveKind: 'bridge' }),
      veth('x1', 'br1', 'x3'),
      veth('x3', 'br3', 'x1'),
      aBridge('br3'),
    ];
    expect(staked(links)).toEqual(['br0', 'v0', 'v1', 'br1', 'w1', 'w2', 'br2', 'eno1']);
    expect(staked(links, 'br3')).toEqual(expect.arrayContaining(['x3', 'x1', 'w1', 'eno1']));
    expect(staked(links, 'br2')).toEqual(['br2', 'eno1']);
  });

  it('the VRF that routes for it', () => {
    const links = [aLink('red', { infoKind: 'vrf' }), card('eno1', { master: 'red', slaveKind: 'vrf' })];
    expect(staked(links, 'eno1')).toEqual(['red', 'eno1']);
  });

  it('a card of Hyper-V and the virtual function under it', () => {
    const links = [aLink('eth0', { parentBus: 'vmbus' }), card('enP1s1', { master: 'eth0' })];
    expect(staked(links, 'eth0')).toEqual(['eth0', 'enP1s1']);
  });

  it('for PPP any card that lives, as nobody tells over which it runs', () => {
    const links = [
      aLink('ppp0', { infoKind: 'ppp', linkType: 'ppp' }),
      card('eno1'),
      card('eno2', { carrier: false }),
      aLink('eno1.7', { infoKind: 'vlan', lower: on('eno1') }),
      aTap('vnet0', null),
    ];
    expect(staked(links, 'ppp0')).toEqual(['ppp0', 'eno1', 'eno1.7']);
    const host = aSnapshot({ links, routes: [defaultRoute('ppp0', { gateway: null })] });
    expect(reasons(host, 'eno1')).toEqual([
      'The host’s default route leaves through ppp0, which may use eno1.',
    ]);
  });

  it('for Open vSwitch any of its ports that is no VM’s and none of its own', () => {
    const inside = { master: 'ovs-system', slaveKind: 'openvswitch' };
    const links = [
      aLink('ovs-system', { infoKind: 'openvswitch' }),
      aLink('br-ex', { ...inside, infoKind: 'openvswitch' }),
      aLink('br-int', { ...inside, infoKind: 'openvswitch' }),
      card('eno1', inside),
      aLink('bond0', { ...inside, infoKind: 'bond' }),
      { ...aTap('vnet0', 'ovs-system'), slaveKind: 'openvswitch' },
    ];
    expect(staked(links, 'br-ex')).toEqual(['br-ex', 'eno1', 'bond0']);
  });

  it('for a bridge of Open vSwitch that is told its own ways out, through patch ports', () => {
    const inside = (master: string) => ({ master, slaveKind: 'openvswitch' });
    const patch = (name: string, peer: string) =>
      aSwitchPort(name, {
        interfaces: [{ name, type: 'patch', options: { peer }, externalIds: {}, error: null }],
      });
    const links = [
      aLink('ovs-system', { infoKind: 'openvswitch' }),
      aLink('br-int', { infoKind: 'openvswitch' }),
      aLink('br-ex', { infoKind: 'openvswitch' }),
      card('eno1', inside('br-ex')),
      aLink('br-other', { infoKind: 'openvswitch' }),
      card('eno2', inside('br-other')),
      { ...aTap('vnet0', 'br-int'), slaveKind: 'openvswitch' },
    ];
    const ovs = {
      bridges: [
        aSwitch('br-int', aSwitchPort('vnet0'), patch('int-ex', 'ex-int')),
        aSwitch('br-ex', aSwitchPort('eno1'), patch('ex-int', 'int-ex')),
        aSwitch('br-other', aSwitchPort('eno2')),
      ],
    };
    const host = aSnapshot({ links, ovs, addresses: [address('br-int', '192.0.2.1/24')] });
    const staked = ['br-int', 'br-ex', 'eno1', 'br-other', 'eno2', 'vnet0', 'int-ex'].filter(
      (name) => atStake(host, name) !== null,
    );
    expect(staked).toEqual(['br-int', 'br-ex', 'eno1', 'int-ex']);
  });

  it('for a bridge that the default route leaves through any port, where none looks like a way out', () => {
    const links = [
      aBridge('br0'),
      aLink('eth0', { ...port, infoKind: 'veth', lower: { name: null, ifindex: 2, netnsId: 0 } }),
      aLink('x0', { ...port, infoKind: 'dummy' }),
      card('eno1'),
    ];
    expect(staked(links)).toEqual([]);
    expect(staked(links, 'br0', { routes: [defaultRoute('br0')] })).toEqual(['br0', 'eth0']);
  });
});

describe('the connection that the user came in by', () => {
  it('comes in through the link of the longest prefix, and through the port where the MAC was seen', () => {
    const lab = recordedLab();
    const guest = lab.neighbours.find((one) => lab.fdb.some((row) => row.mac === one.mac && !row.permanent));
    const port = lab.fdb.find(
      (row) => row.mac === guest?.mac && !row.permanent && row.master === guest?.link,
    );
    if (guest === undefined || port === undefined) throw new Error('the recording has no such guest');
    const host = { ...lab, cameFrom: guest.address };
    expect(reasons(host, port.link)).toContain(
      `Your own connection (SSH from ${guest.address}) comes in through ${guest.link}, which uses ${port.link}.`,
    );
    expect(atStake(host, guest.link)?.guestsOnly).toBe(false);
  });

  it.each([
    ['192.168.1.77', 'br0'],
    ['9.9.9.9', 'br0'],
    ['10.20.1.1', 'wg0'],
    ['fe80::5%enp5s0', 'enp5s0'],
    ['2001:db8:2::9', 'wg0'],
    ['::ffff:10.20.1.1', null],
    ['192.168.1.10', null],
    ['not an address', null],
  ])('%s comes in through %s', (cameFrom, name) => {
    const host = uplinked({ cameFrom });
    const through = host.links.filter((each) =>
      reasons(host, each.name).some((reason) => reason.includes(`comes in through ${each.name}.`)),
    );
    expect(through.map((each) => each.name)).toEqual(name === null ? [] : [name]);
  });
});
