import { describe, expect, it } from 'vitest';
import type { Link } from '#shared/host/link.ts';
import {
  aBridge,
  aDomain,
  aLink,
  anInterface,
  aPnic,
  aShutOffDomain,
  aTap,
  aVeth,
} from '../support/facts.ts';
import { cables, conflictCodes, edgeOf, nodeOf, topologyOf } from '../support/graph.ts';

// All facts here are written by hand: the kernel of the test machine has no bond, VLAN, Open vSwitch or SR-IOV.

describe('the kind of a link', () => {
  const kindOf = (over: Partial<Link>) => topologyOf({ links: [aLink('x0', over)] }).nodes[0]?.kind;

  it.each<[string, Partial<Link>, string]>([
    ['a TAP', { infoKind: 'tun', tun: { type: 'tap', persist: true, user: null } }, 'tap'],
    [
      'a TUN',
      { infoKind: 'tun', linkType: 'none', tun: { type: 'tun', persist: true, user: null } },
      'other',
    ],
    ['a TAP of an iproute2 that tells no type', { infoKind: 'tun' }, 'tap'],
    ['a macvtap', { infoKind: 'macvtap' }, 'macvtap'],
    ['a VLAN', { infoKind: 'vlan' }, 'vlan'],
    ['a VXLAN', { infoKind: 'vxlan' }, 'vxlan'],
    ['a bond', { infoKind: 'bond' }, 'bond'],
    ['a port of Open vSwitch that nobody calls a bridge', { infoKind: 'openvswitch' }, 'other'],
    ['a port of a switch chip', { infoKind: 'dsa' }, 'pnic'],
    ['a modem', { infoKind: 'wwan', linkType: 'none' }, 'pnic'],
    ['a netkit, which is a pair like a veth', { infoKind: 'netkit' }, 'veth'],
    ['the representor of a virtual function', { parentBus: 'pci', portName: 'pf0vf1' }, 'other'],
    ['a card on PCI', { parentBus: 'pci', parentDev: '0000:03:00.0' }, 'pnic'],
    ['a card of which nothing else is told, Wi-Fi too', {}, 'pnic'],
    ['a USB modem without Ethernet', { linkType: 'none', parentBus: 'usb', parentDev: '1-1:1.4' }, 'pnic'],
    ['loopback', { linkType: 'loopback' }, 'other'],
    ['an idle tunnel', { linkType: 'sit', infoKind: 'sit' }, 'other'],
    ['a dummy', { infoKind: 'dummy' }, 'other'],
  ])('%s', (_, over, kind) => {
    expect(kindOf(over)).toBe(kind);
  });
});

describe('layers under a bridge', () => {
  it('draws a bond and its members', () => {
    const topology = topologyOf({
      links: [
        aBridge('br0'),
        aLink('bond0', { infoKind: 'bond', master: 'br0', slaveKind: 'bridge', bondMode: '802.3ad' }),
        aPnic('eno1', 'bond0', { slaveKind: 'bond' }),
        aPnic('eno2', 'bond0', { slaveKind: 'bond' }),
      ],
    });
    expect(cables(topology, 'uplink')).toEqual(['link:br0→link:bond0']);
    expect(cables(topology, 'member')).toEqual(['link:bond0→link:eno1', 'link:bond0→link:eno2']);
  });

  it('draws a VLAN on its parent, and a VXLAN as a way out', () => {
    const topology = topologyOf({
      links: [
        aBridge('br20'),
        aLink('eno1.20', {
          infoKind: 'vlan',
          master: 'br20',
          vlan: { id: 20, protocol: '802.1Q' },
          lower: { name: 'eno1', ifindex: null, netnsId: null },
        }),
        aPnic('eno1', null),
        aLink('vxlan5', {
          infoKind: 'vxlan',
          master: 'br20',
          vxlan: { vni: 5, remote: '192.0.2.9', port: 4789 },
        }),
      ],
    });
    expect(cables(topology, 'uplink')).toEqual(['link:br20→link:eno1.20', 'link:br20→link:vxlan5']);
    expect(cables(topology, 'lower')).toEqual(['link:eno1.20→link:eno1']);
    expect(nodeOf(topology, 'vlan', 'link:eno1.20').details).toContainEqual(['VLAN', '20 (802.1Q)']);
    expect(nodeOf(topology, 'vxlan', 'link:vxlan5').details).toContainEqual([
      'Remote',
      '192.0.2.9, port 4789',
    ]);
  });

  it('draws no cable to a device in another network namespace', () => {
    const lower = { name: null, ifindex: 2, netnsId: 0 };
    const topology = topologyOf({
      links: [aPnic('eno1', null, { ifindex: 2 }), aLink('v20', { infoKind: 'vlan', lower })],
    });
    expect(topology.edges).toEqual([]);
  });

  it('draws a macvtap straight to its card', () => {
    const guest = anInterface({ dev: 'eno1', mode: 'bridge' }, { targetDev: 'macvtap0' });
    const lower = { name: 'eno1', ifindex: null, netnsId: null };
    const topology = topologyOf({
      links: [aPnic('eno1', null), aLink('macvtap0', { infoKind: 'macvtap', macvlanMode: 'bridge', lower })],
      domains: [aDomain('web', [guest]), aShutOffDomain('off', [guest])],
    });
    expect(cables(topology, 'lower')).toEqual(['link:macvtap0→link:eno1']);
    expect(cables(topology, 'defined')).toEqual(['vnic:uuid-of-off/52:54:00:aa:00:01→link:eno1']);
  });
});

describe('a veth', () => {
  it('of a container is a port of its bridge', () => {
    const topology = topologyOf({
      links: [aBridge('br0'), aVeth('vethc0de', { netnsId: 0 }, { master: 'br0' })],
    });
    expect(cables(topology, 'port')).toEqual(['link:vethc0de→link:br0']);
  });

  it('with a card’s name and its peer outside is the uplink of a nested host, known by its name', () => {
    const topology = topologyOf({
      links: [aBridge('br0'), aVeth('enp3s0', { netnsId: 0 }, { master: 'br0' })],
    });
    expect(edgeOf(topology, 'uplink:link:br0→link:enp3s0').evidence).toEqual(['kernel-master', 'name']);
  });

  it('with a card’s name but its peer on this host is no uplink', () => {
    const topology = topologyOf({
      links: [aBridge('br0'), aVeth('eth9', 'far', { master: 'br0' }), aVeth('far', 'eth9')],
    });
    expect(cables(topology, 'uplink')).toEqual([]);
    expect(cables(topology, 'peer')).toEqual(['link:far→link:eth9']);
  });

  it('between two bridges leads to the one with an uplink, as on Proxmox VE', () => {
    const topology = topologyOf({
      links: [
        aTap('tap100i0', 'fwbr100i0'),
        aBridge('fwbr100i0'),
        aVeth('fwln100i0', 'fwpr100p0', { master: 'fwbr100i0' }),
        aVeth('fwpr100p0', 'fwln100i0', { master: 'vmbr0' }),
        aBridge('vmbr0'),
        aPnic('enp3s0', 'vmbr0'),
      ],
    });
    expect(cables(topology, 'peer')).toEqual(['link:fwln100i0→link:fwpr100p0']);
  });
});

describe('Open vSwitch', () => {
  const links = [
    aLink('ovs-system', { infoKind: 'openvswitch' }),
    aLink('ovsbr0', { infoKind: 'openvswitch' }),
    aTap('vnet3', 'ovs-system', { slaveKind: 'openvswitch', bridgePort: null }),
    aTap('vnet4', 'ovs-system', { slaveKind: 'openvswitch', bridgePort: null }),
    aPnic('eno1', 'ovs-system', { slaveKind: 'openvswitch' }),
  ];
  const topology = topologyOf({
    links,
    domains: [aDomain('web', [anInterface({ bridge: 'ovsbr0' }, { targetDev: 'vnet3' })])],
  });

  it('takes libvirt’s word for the bridge, as the kernel’s master is always the datapath', () => {
    expect(edgeOf(topology, 'port:link:vnet3→link:ovsbr0').evidence).toEqual(['libvirt']);
    expect(topology.edges.flatMap(conflictCodes)).toEqual([]);
  });

  it('claims nothing of what nobody tells', () => {
    expect(cables(topology, 'port')).toEqual(['link:vnet3→link:ovsbr0']);
    expect(cables(topology, 'uplink')).toEqual([]);
    expect(nodeOf(topology, 'other', 'link:ovs-system').lead).toBe('unread');
  });
});

describe('SR-IOV', () => {
  const vf = (index: number, mac: string | null) => ({ index, mac, vlan: null });
  const pf = aPnic('enp6s0', null, { vfs: [vf(0, '52:54:00:00:00:0a'), vf(1, '52:54:00:00:00:0b')] });
  const guestVf = anInterface({ pci: '0000:06:10.0' }, { type: 'hostdev', mac: '52:54:00:00:00:0a' });

  it('finds the PF of a VF that is in the host by the PF’s list and the name', () => {
    const topology = topologyOf({ links: [pf, aPnic('enp6s0v1', null, { mac: '52:54:00:00:00:0b' })] });
    expect(nodeOf(topology, 'vf', 'link:enp6s0v1').name).toBe('enp6s0v1');
    expect(edgeOf(topology, 'lower:link:enp6s0v1→link:enp6s0').evidence).toEqual(['mac', 'name']);
  });

  it('draws a VF that a VM has taken to its PF, a join by MAC', () => {
    const topology = topologyOf({ links: [pf], domains: [aDomain('router', [guestVf])] });
    const cable = edgeOf(topology, 'backs:vnic:uuid-of-router/52:54:00:00:00:0a→link:enp6s0');
    expect([cable.evidence, conflictCodes(cable)]).toEqual([['mac'], []]);
    expect(cables(topology, 'defined')).toEqual([]);
  });

  it('says so when two PFs list the MAC', () => {
    const twin = aPnic('enp7s0', null, { vfs: [vf(0, '52:54:00:00:00:0a')] });
    const topology = topologyOf({ links: [pf, twin], domains: [aDomain('router', [guestVf])] });
    expect(topology.edges.filter(({ kind }) => kind === 'backs').flatMap(conflictCodes)).toEqual([
      'ambiguous-mac',
      'ambiguous-mac',
    ]);
  });

  it('draws a shut-off VM’s VF by its PCI address', () => {
    const card = aPnic('enp6s0v0', null, { mac: '52:54:00:00:00:0a', parentDev: '0000:06:10.0' });
    const topology = topologyOf({ links: [pf, card], domains: [aShutOffDomain('router', [guestVf])] });
    expect(cables(topology, 'defined')).toEqual(['vnic:uuid-of-router/52:54:00:00:00:0a→link:enp6s0v0']);
  });
});

describe('a host link', () => {
  it('has the host’s own addresses, its speed where a wire is behind it, and the default route', () => {
    const topology = topologyOf({
      links: [aBridge('br0'), aPnic('constructor', 'br0'), aPnic('eno1', null)],
      addresses: [
        { link: 'br0', family: 'inet', address: '192.168.1.10', prefixLength: 24, scope: 'global' },
        { link: 'br0', family: 'inet6', address: 'fe80::1', prefixLength: 64, scope: 'link' },
      ],
      routes: [
        { family: 'inet', destination: 'default', gateway: null, link: 'constructor', metric: 600 },
        { family: 'inet', destination: 'default', gateway: '192.168.1.1', link: 'br0', metric: 100 },
      ],
      linkSpeeds: { br0: 10_000, eno1: 1000 },
    });
    expect(nodeOf(topology, 'bridge', 'link:br0')).toMatchObject({
      addresses: ['192.168.1.10/24'],
      defaultRoute: true,
      speed: null,
    });
    expect(nodeOf(topology, 'pnic', 'link:constructor')).toMatchObject({ defaultRoute: false, speed: null });
    expect(nodeOf(topology, 'pnic', 'link:eno1').speed).toBe(1000);
  });

  it('is a loose TAP where nobody is known to hold it', () => {
    const loose = { tun: { type: 'tap', persist: true, user: null } } as const;
    expect(nodeOf(topologyOf({ links: [aTap('tap0', null, loose)] }), 'tap', 'link:tap0').held).toBe('no');
  });
});
