import { describe, expect, it } from 'vitest';
import { findFindings } from '#shared/findings/findFindings.ts';
import { noNetSettings } from '#shared/host/netSettings.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import {
  aBond,
  aBridge,
  aDomain,
  aLink,
  aMember,
  aNetwork,
  anInterface,
  aPnic,
  aSnapshot,
  aTap,
  aVeth,
} from '../support/facts.ts';
import { bridgeFacts, inState, inVlan, lan, lanWith, memberFacts } from '../support/lan.ts';

const lower = (name: string) => ({ name, ifindex: null, netnsId: null });
const address = { family: 'inet', prefixLength: 24, scope: 'global' } as const;
const gateway = { family: 'inet', destination: 'default', gateway: '192.168.1.1', metric: 0 } as const;
const forwarding = inState('forwarding');
const native = [inVlan(1, 'native')];
const nat = {
  links: [aBridge('virbr0', { bridge: { stp: true, forwardDelay: 2 } }), aTap('vnet0', 'virbr0')],
  addresses: [{ ...address, link: 'virbr0', address: '192.168.122.1' }],
  networks: [aNetwork('default', { bridge: 'virbr0', addresses: ['192.168.122.1/24'] })],
  domains: [aDomain('web', [anInterface({ network: 'default', bridge: 'virbr0' }, { targetDev: 'vnet0' })])],
  netSettings: { ...noNetSettings, forwardsIpv4: true },
} as const satisfies Partial<HostSnapshot>;

/** Hosts as people have them, on which nothing is wrong. */
const hosts: readonly (readonly [what: string, Partial<HostSnapshot>])[] = [
  ['a bridge with the only card', lan],
  ['a host without VMs', { ...lan, domains: [], links: lan.links.slice(0, 2) }],
  [
    'Proxmox VE’s vmbr0 that filters VLANs, with bridge-vids 2-4094 and the host in VLAN 5',
    {
      ...lanWith(
        { br0: bridgeFacts({ vlanFiltering: true, defaultPvid: 1 }) },
        aLink('br0.5', { infoKind: 'vlan', vlan: { id: 5, protocol: '802.1Q' }, lower: lower('br0') }),
      ),
      addresses: [{ ...address, link: 'br0.5', address: '192.168.5.2' }],
      routes: [{ ...gateway, link: 'br0.5', gateway: '192.168.5.1' }],
      portVlans: {
        br0: [...native, inVlan(5)],
        eno1: [...native, inVlan(2, 'tagged', 4094)],
        vnet0: [inVlan(30, 'native')],
        vnet1: [...native, inVlan(2, 'tagged', 4094)],
      },
    },
  ],
  [
    'a trunk of the switch’s that has no native VLAN, and a guest behind the router’s VM',
    {
      ...lanWith({ br0: bridgeFacts({ vlanFiltering: true, defaultPvid: 1 }) }),
      addresses: [],
      routes: [],
      portVlans: {
        br0: native,
        eno1: [inVlan(10), inVlan(20)],
        vnet0: [inVlan(99, 'native')],
        vnet1: [inVlan(10), inVlan(20), inVlan(99)],
      },
    },
  ],
  [
    'Docker beside VMs, with an idle network',
    lanWith(
      {},
      aBridge('docker0', { carrier: false, operState: 'DOWN' }),
      aBridge('br-1a2b3c'),
      aVeth('veth9', { netnsId: 3 }, { master: 'br-1a2b3c', ...forwarding }),
    ),
  ],
  [
    'bridges without ports, and a spare card that is disabled',
    lanWith(
      {},
      aBridge('br8', { carrier: false, operState: 'DOWN' }),
      aBridge('br9', { up: false, carrier: false, operState: 'DOWN' }),
      aPnic('eno2', null, { up: false, carrier: false, operState: 'DOWN' }),
      aPnic('eno3', null, { carrier: false, operState: 'DOWN' }),
    ),
  ],
  [
    'a laptop on Wi-Fi with libvirt’s default network',
    {
      ...nat,
      links: [
        ...nat.links,
        aPnic('wlan0', null),
        aPnic('enp0s31f6', null, { carrier: false, operState: 'DOWN' }),
      ],
      addresses: [...nat.addresses, { ...address, link: 'wlan0', address: '192.168.1.7' }],
      routes: [{ ...gateway, link: 'wlan0' }],
      linkTraits: { wlan0: { wireless: true } },
      linkSpeeds: { wlan0: 54 },
    },
  ],
  [
    'libvirt’s default network, whose VM has just started',
    {
      ...nat,
      links: [nat.links[0], { ...nat.links[1], ...inState('listening') }, aPnic('eno1', null)],
      addresses: [...nat.addresses, { ...address, link: 'eno1', address: '192.168.1.2' }],
      routes: [{ ...gateway, link: 'eno1' }],
    },
  ],
  [
    'an isolated network',
    {
      ...nat,
      links: [...nat.links, aPnic('eno1', null)],
      networks: [
        aNetwork('default', { bridge: 'virbr0', forward: 'isolated', addresses: ['192.168.122.1/24'] }),
      ],
    },
  ],
  [
    'large frames on a bridge for storage alone',
    {
      ...lanWith(
        { vnet1: { master: 'br1', mtu: 9000 } },
        aBridge('br1', { mtu: 9000 }),
        aPnic('eno2', 'br1', { mtu: 9000, ...forwarding }),
      ),
      addresses: [...lan.addresses, { ...address, link: 'br1', address: '10.0.0.2' }],
      domains: [
        lan.domains[0],
        aDomain('db', [
          anInterface({ bridge: 'br1' }, { mac: '52:54:00:aa:00:02', targetDev: 'vnet1', mtu: 9000 }),
        ]),
      ],
    },
  ],
  [
    'an active-backup bond with its standby member',
    {
      ...lan,
      links: [
        ...lan.links.filter(({ name }) => name !== 'eno1'),
        { ...aBond('bond0', 'active-backup', { active: 'eno1' }), master: 'br0', ...forwarding },
        aMember('eno1', 'bond0'),
        aMember('eno2', 'bond0', memberFacts({ isActive: false })),
      ],
    },
  ],
  [
    'two uplinks, of which STP blocks one',
    lanWith({ br0: bridgeFacts({ stp: true, forwardDelay: 2 }) }, aPnic('eno2', 'br0', inState('blocking'))),
  ],
  [
    'Proxmox VE’s firewall bridge between a guest and vmbr0',
    {
      ...lanWith(
        { vnet0: { master: 'fwbr100i0' } },
        aBridge('fwbr100i0'),
        aVeth('fwln100i0', 'fwpr100p0', { master: 'fwbr100i0', ...forwarding }),
        aVeth('fwpr100p0', 'fwln100i0', { master: 'br0', ...forwarding }),
      ),
      domains: [
        aDomain('web', [anInterface({ bridge: 'fwbr100i0' }, { targetDev: 'vnet0' })]),
        lan.domains[1],
      ],
    },
  ],
];

describe('a host on which nothing is wrong gives neither a warning nor an error', () => {
  it.each(hosts)('%s', (_, over) => {
    const snapshot = aSnapshot(over);
    const { findings } = findFindings(snapshot, buildTopology(snapshot, 1));
    const grave = findings.filter(({ severity }) => severity !== 'info');
    expect(grave.map(({ code, severity, title }) => `${severity} ${code}: ${title}`)).toEqual([]);
  });
});
