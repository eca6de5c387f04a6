import { describe, expect, it } from 'vitest';
import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { trace } from '#shared/topology/trace.ts';
import { traceLine } from '#shared/topology/words.ts';
import { aBridge, aDomain, aLink, anInterface, aPnic, aTap, aVeth } from '../support/facts.ts';
import { cables, edgeOf, topologyOf } from '../support/graph.ts';

// All facts here are written by hand: the kernel of the test machine has none of these kinds but veth and VXLAN.

const on = (name: string) => ({ name, ifindex: null, netnsId: null });
const elsewhere = { name: null, ifindex: 2, netnsId: 0 };
const port = { master: 'br0', slaveKind: 'bridge' } as const;

/** What br0 leads out by, with nothing else on the host but the given links. */
function uplinksOf(...links: readonly Link[]): string[] {
  return cables(topologyOf({ links: [aBridge('br0'), ...links] }), 'uplink');
}

/** Every path through what is asked for, in a line each, and whether it is complete. */
function traced(facts: Partial<HostSnapshot>, query: string): (readonly [string, boolean])[] {
  const topology = topologyOf(facts);
  return trace(topology, query).paths.map(({ nodes, complete }) => [traceLine(topology, nodes), complete]);
}

describe('a port that leads out of its bridge', () => {
  it.each(['macsec', 'macvlan', 'virt_wifi', 'vlan', 'kind-of-2031'])(
    '%s, by the link that it is on',
    (kind) => {
      const links = [
        aBridge('br0'),
        aLink('x0', { ...port, infoKind: kind, lower: on('eno1') }),
        aPnic('eno1', null),
      ];
      expect(traced({ links }, 'br0')).toEqual([['br0 › x0 › eno1', true]]);
    },
  );

  it.each([
    'bareudp',
    'erspan',
    'geneve',
    'gretap',
    'ip6erspan',
    'ip6gretap',
    'netdevsim',
    'vxlan',
    'kind-of-2031',
  ])('%s, by itself', (kind) => {
    expect(traced({ links: [aBridge('br0'), aLink('x0', { ...port, infoKind: kind })] }, 'br0')).toEqual([
      ['br0 › x0', true],
    ]);
  });

  it.each([
    ['a card of PCI', { parentBus: 'pci' }],
    ['virtio in a nested machine', { parentBus: 'virtio', parentDev: 'virtio1' }],
    ['Hyper-V', { parentBus: 'vmbus' }],
    ['a USB adapter', { parentBus: 'usb' }],
    ['Thunderbolt', { parentBus: 'thunderbolt' }],
    ['a card of which an old iproute2 tells nothing', {}],
    ['L2TP', { linkType: 'ether' }],
  ])('%s', (_, over) => {
    expect(uplinksOf(aLink('whatever', { ...port, ...over }))).toEqual(['link:br0→link:whatever']);
  });

  it('a port of a switch chip, which has a socket of its own whatever the chip hangs on', () => {
    const links = [
      aBridge('br0'),
      aLink('lan1', { ...port, infoKind: 'dsa', lower: on('eth0') }),
      aPnic('eth0', null),
    ];
    expect(traced({ links }, 'br0')).toEqual([['br0 › lan1', true]]);
  });

  it.each([
    ['batadv', { slaveKind: 'batadv', master: 'x0' }, {}],
    ['team', { slaveKind: 'team', master: 'x0' }, {}],
    ['hsr', {}, { slaves: ['eno1', 'eno2', 'gone'] }],
  ])('%s, by the links that it is made of', (infoKind, member, over) => {
    const links = [
      aBridge('br0'),
      aLink('x0', { ...port, infoKind, ...over }),
      aPnic('eno1', null, member),
      aPnic('eno2', null, member),
    ];
    expect(traced({ links }, 'br0')).toEqual([
      ['br0 › x0 › eno1', true],
      ['br0 › x0 › eno2', true],
    ]);
  });

  it('says where what it is made of is missing', () => {
    expect(
      traced({ links: [aBridge('br0'), aLink('bat0', { ...port, infoKind: 'batadv' })] }, 'br0'),
    ).toEqual([['br0 › bat0 › goes no further', false]]);
  });

  it('a TAP that a tunnel’s program holds, and none of a VM’s', () => {
    const links = [aBridge('br0'), aTap('tap0', 'br0'), aTap('tap1', 'br0'), aTap('tap2', 'br0')];
    const topology = topologyOf({
      links,
      tapHolders: [
        { link: 'tap0', pid: 7, program: 'openvpn' },
        { link: 'tap1', pid: 8, program: 'qemu-system-x86_64' },
        { link: 'tap2', pid: 9 },
      ],
    });
    expect(edgeOf(topology, 'uplink:link:br0→link:tap0').evidence).toEqual(['kernel-fd', 'kernel-master']);
    expect(cables(topology, 'port')).toEqual(['link:tap1→link:br0', 'link:tap2→link:br0']);
  });
});

describe('a port that does not', () => {
  it.each(['dummy', 'ifb', 'nlmon'])('%s leads nowhere', (infoKind) => {
    expect(traced({ links: [aBridge('br0'), aLink('x0', { ...port, infoKind })] }, 'br0')).toEqual([
      ['x0 › br0 › no uplink', false],
    ]);
  });

  it.each([
    ['a representor of a virtual function', { parentBus: 'pci', portName: 'pf0vf3' }],
    ['one of a subfunction behind a SmartNIC', { parentBus: 'pci', portName: 'c1pf0sf88' }],
    ['a guest of Xen', { parentBus: 'xen-backend' }],
  ])('%s is a guest', (_, over) => {
    expect(uplinksOf(aLink('x0', { ...port, ...over }), aLink('p0', { ...port, portName: 'p0' }))).toEqual([
      'link:br0→link:p0',
    ]);
  });

  it('a VRF, whose members are no ports', () => {
    const vrf = aLink('vrf0', { infoKind: 'vrf' });
    expect(topologyOf({ links: [vrf, aPnic('eno1', 'vrf0', { slaveKind: 'vrf' })] }).edges).toEqual([]);
  });
});

describe('a veth with its peer elsewhere', () => {
  const veth = (name: string) => aVeth(name, { netnsId: 0 }, port);

  it.each([
    'eth0',
    'en1',
    'eno1',
    'ens18',
    'enp3s0',
    'enp3s0f1np1',
    'enP2p1s0',
    'enp0s31f6',
    'end0',
    'enx525400aa0001',
    'wlan0',
    'wlp2s0',
    'wwan0',
    'host0',
  ])('%s is the card of a nested host', (name) => {
    expect(uplinksOf(veth(name))).toEqual([`link:br0→link:${name}`]);
  });

  it.each([
    'engine',
    'enc-web',
    'eth_r1',
    'eth1a2b3',
    'ethwe-bridge',
    'wlc',
    'ens',
    'en',
    'enp3s',
    'enx5254',
  ])('%s is a container’s', (name) => {
    expect(uplinksOf(veth(name))).toEqual([]);
  });

  it.each(['vethc0de42a', 've-web', 'vb-db', 'lxc1a2b3c', 'cali0a1b', 'veth101i0', 'macvlan0'])(
    '%s is a container’s too',
    (name) => {
      expect(uplinksOf(veth(name))).toEqual([]);
    },
  );

  it.each([
    ['a card in the bridge', aPnic('eno1', 'br0'), ['link:br0→link:eno1']],
    ['a card elsewhere', aPnic('eno1', null), []],
    ['a virtio card', aLink('enp1s0', { parentBus: 'virtio' }), []],
  ])('is none beside %s, whatever its name', (_, card, uplinks) => {
    expect(uplinksOf(card, veth('eth0'), veth('enp9s0'))).toEqual(uplinks);
  });

  it('is one beside what is no card of the host', () => {
    const others = [
      aLink('usb0', { linkType: 'none', parentBus: 'usb' }),
      aLink('wg0', { infoKind: 'wireguard' }),
    ];
    expect(uplinksOf(veth('eth0'), ...others)).toEqual(['link:br0→link:eth0']);
  });

  it('a macvlan of an outer namespace is the card of a nested host, and where there is a card it is not known', () => {
    const macvlan = aLink('eth0', { ...port, infoKind: 'macvlan', lower: elsewhere });
    expect(traced({ links: [aBridge('br0'), macvlan] }, 'br0')).toEqual([['br0 › eth0', true]]);
    expect(traced({ links: [aBridge('br0'), macvlan, aPnic('eno1', null)] }, 'br0')).toEqual([
      ['br0 › eth0 › goes no further', false],
    ]);
  });
});

describe('bridges that veths join', () => {
  const pair = (near: string, nearBridge: string, far: string, farBridge: string) => [
    aVeth(near, far, { master: nearBridge, slaveKind: 'bridge' }),
    aVeth(far, near, { master: farBridge, slaveKind: 'bridge' }),
  ];

  it('lead to the way out through all of them, whatever the names', () => {
    const links = [
      aBridge('z'),
      aBridge('m'),
      aBridge('a'),
      ...pair('z0', 'z', 'y0', 'm'),
      ...pair('x0', 'm', 'w0', 'a'),
      aPnic('eno1', 'a'),
      aTap('tap0', 'z'),
    ];
    expect(traced({ links }, 'tap0')).toEqual([['tap0 › z › z0 › y0 › m › x0 › w0 › a › eno1', true]]);
  });
});

describe('what leads out without frames', () => {
  it.each([
    ['PPP', { infoKind: 'ppp', linkType: 'ppp' }],
    ['WireGuard', { infoKind: 'wireguard', linkType: 'none' }],
    [
      'a TUN',
      { infoKind: 'tun', linkType: 'none', tun: { type: 'tun', persist: false, user: null } as const },
    ],
  ])('%s ends a path', (_, over) => {
    expect(traced({ links: [aLink('x0', over)] }, 'x0')).toEqual([['x0', true]]);
  });
});

describe('Open vSwitch', () => {
  const system = aLink('ovs-system', { infoKind: 'openvswitch' });
  const inside = { slaveKind: 'openvswitch', bridgePort: null, master: 'ovs-system' } as const;
  const unread = 'not known: Open vSwitch’s bridges can’t be read';

  it('is not known where no libvirt tells, and never without an uplink', () => {
    const links = [
      system,
      aLink('br-int', { infoKind: 'openvswitch', ...inside }),
      aLink('mgmt0', { infoKind: 'openvswitch', ...inside }),
      aTap('tap0', null, inside),
      aPnic('eno1', null, inside),
    ];
    const topology = topologyOf({ links });
    expect(topology.edges).toEqual([]);
    expect(topology.nodes.map(({ kind, name }) => `${name} ${kind}`)).toEqual([
      'br-int ovs-bridge',
      'eno1 pnic',
      'mgmt0 other',
      'ovs-system other',
      'tap0 tap',
    ]);
    expect(traced({ links }, 'tap0')).toEqual([[`tap0 › ${unread}`, false]]);
    expect(traced({ links }, 'br-int')).toEqual([[`br-int › ${unread}`, false]]);
  });

  it('has the bridges that libvirt names, whatever their names', () => {
    const links = [
      system,
      aLink('switch7', { infoKind: 'openvswitch', ...inside }),
      aTap('vnet3', null, inside),
    ];
    const guest = anInterface({ bridge: 'switch7' }, { targetDev: 'vnet3' });
    const facts = { links, domains: [aDomain('web', [guest])] };
    expect(traced(facts, 'vnet3')).toEqual([
      [`web › 52:54:00:aa:00:01 (virtio) › vnet3 › switch7 › ${unread}`, false],
    ]);
  });

  it('is where a bridge of the kernel’s goes on that is plugged into it', () => {
    const links = [
      system,
      aTap('tap3f2b1a2c-4d', 'qbr3f2b1a2c-4d'),
      aBridge('qbr3f2b1a2c-4d'),
      aVeth('qvb3f2b1a2c-4d', 'qvo3f2b1a2c-4d', { master: 'qbr3f2b1a2c-4d', slaveKind: 'bridge' }),
      aVeth('qvo3f2b1a2c-4d', 'qvb3f2b1a2c-4d', inside),
    ];
    expect(traced({ links }, 'tap3f2b1a2c-4d').map(([line]) => line)).toEqual([
      `tap3f2b1a2c-4d › qbr3f2b1a2c-4d › qvb3f2b1a2c-4d › qvo3f2b1a2c-4d › ${unread}`,
    ]);
    const internal = aLink('int0', { infoKind: 'openvswitch', ...port });
    expect(traced({ links: [aBridge('br0'), internal] }, 'br0')).toEqual([[`br0 › int0 › ${unread}`, false]]);
  });
});
