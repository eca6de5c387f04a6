import { describe, expect, it } from 'vitest';
import type { FdbEntry } from '#shared/host/address.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { isLocallyAdministered } from '#shared/topology/seen.ts';
import { seenMacs } from '#shared/topology/seenMacs.ts';
import { seenLine } from '#shared/topology/seenWords.ts';
import {
  aBridge,
  aDomain,
  aLink,
  allSources,
  aNetwork,
  anInterface,
  aPnic,
  aSnapshot,
  aTap,
  aVeth,
} from '../support/facts.ts';
import { recordedLab } from '../support/snapshot.ts';

const guest = '52:54:00:aa:00:01';
const router = '3c:37:12:0a:0b:0c';
const learned = (mac: string, link: string, over: Partial<FdbEntry> = {}): FdbEntry => ({
  mac,
  link,
  master: 'br0',
  vlan: null,
  permanent: false,
  ...over,
});
const heard = (address: string, link = 'br0', mac = router, state = 'REACHABLE') => ({
  address,
  mac,
  link,
  state,
});
const base: Partial<HostSnapshot> = {
  links: [aBridge('br0'), aPnic('enp3s0', 'br0'), aTap('vnet0', 'br0'), aTap('vnet1', 'br0')],
  domains: [aDomain('a', [anInterface({ bridge: 'br0' }, { mac: guest, targetDev: 'vnet0' })])],
};

function seenOn(facts: Partial<HostSnapshot>, vendorOf?: (mac: string) => string) {
  const snapshot = aSnapshot({ ...base, ...facts });
  const topology = buildTopology(snapshot, 1);
  return { topology, seen: seenMacs(snapshot, topology, vendorOf) };
}

describe('what a bridge has learned', () => {
  it('is told with whose it is, its addresses and its age; a port’s own MAC is not', () => {
    const { seen } = seenOn({
      fdb: [
        learned(router, 'enp3s0', { age: 4 }),
        learned(guest, 'vnet0', { age: 0 }),
        learned('fe:54:00:aa:00:01', 'vnet0', { permanent: true }),
        learned('33:33:00:00:00:01', 'enp3s0', { master: null }),
      ],
      neighbours: [heard('fe80::1'), heard('192.168.1.1'), heard('192.168.1.50', 'br0', guest)],
    });
    const row = { bridge: 'br0', vlan: null, isGateway: false, vendor: null };
    expect(seen).toEqual([
      {
        ...row,
        mac: router,
        port: 'enp3s0',
        age: 4,
        owner: null,
        addresses: [
          { address: '192.168.1.1', source: 'arp' },
          { address: 'fe80::1', source: 'arp' },
        ],
      },
      {
        ...row,
        mac: guest,
        port: 'vnet0',
        age: 0,
        owner: `vnic:uuid-of-a/${guest}`,
        addresses: [{ address: '192.168.1.50', source: 'arp' }],
      },
    ]);
  });

  it('is each once, the youngest counting, and in the order of ports as people count', () => {
    const { seen } = seenOn({
      fdb: [
        learned(router, 'vnet10'),
        learned(router, 'vnet2', { vlan: 20, age: 3 }),
        learned(router, 'vnet2', { vlan: 1, age: 9 }),
        learned(router, 'vnet2', { vlan: 1, age: 5 }),
        learned(router, 'vnet2', { vlan: 1 }),
      ],
    });
    expect(seen.map(({ port, vlan, age }) => [port, vlan, age])).toEqual([
      ['vnet2', 1, 5],
      ['vnet2', 20, 3],
      ['vnet10', null, null],
    ]);
  });

  it('grows older while the bridges can’t be read', () => {
    const sources = allSources({ 'bridge-fdb': 'timed-out' });
    const fdb = [learned(router, 'enp3s0', { age: 4 })];
    const takenAt = '2026-01-02T03:04:35.900Z';
    expect(seenOn({ fdb, sources, takenAt }).seen[0]?.age).toBe(34);
    expect(seenOn({ fdb, takenAt }).seen[0]?.age).toBe(4);
  });

  it('tells a vendor of no MAC that was made up', () => {
    const vendorOf = (mac: string) => `maker of ${mac}`;
    const { seen } = seenOn({ fdb: [learned(router, 'enp3s0'), learned(guest, 'vnet0')] }, vendorOf);
    expect(seen.map(({ vendor }) => vendor)).toEqual([`maker of ${router}`, null]);
    expect([guest, 'd6:3b:9a:40:72:1e', router, '00:11:32:00:00:01'].map(isLocallyAdministered)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('whose a MAC is', () => {
  const twin = anInterface({ bridge: 'br0' }, { mac: guest, targetDev: 'vnet1' });
  const two = [...(base.domains ?? []), aDomain('b', [twin])];
  const ownerOf = (facts: Partial<HostSnapshot>, mac = guest) =>
    seenOn(facts).seen.find((one) => one.mac === mac)?.owner;

  it('is the vNIC’s behind the port, where several have the MAC', () => {
    expect(ownerOf({ domains: two, fdb: [learned(guest, 'vnet1')] })).toBe(`vnic:uuid-of-b/${guest}`);
    expect(ownerOf({ domains: two, fdb: [learned(guest, 'enp3s0')] })).toBeNull();
  });

  it('is the running VM’s, and that of one that is off where no other has the MAC', () => {
    const off = aDomain('b', [], { state: 'shut off', defined: [twin] });
    const fdb = [learned(guest, 'enp3s0')];
    expect(ownerOf({ domains: [...(base.domains ?? []), off], fdb })).toBe(`vnic:uuid-of-a/${guest}`);
    expect(ownerOf({ domains: [off], fdb })).toBe(`vnic:uuid-of-b/${guest}`);
  });

  it('is this host’s own, at the far end of a veth or by its address', () => {
    const mac = '02:00:00:00:00:01';
    const links = [
      aBridge('br0'),
      aVeth('v0', 'v1', { master: 'br0', slaveKind: 'bridge' }),
      aVeth('v1', 'v0', { mac }),
      aLink('dummy0', { mac, infoKind: 'dummy' }),
    ];
    const addresses = [
      { link: 'dummy0', address: '10.0.0.1', prefixLength: 24, family: 'inet' as const, scope: 'global' },
    ];
    const facts = { links, addresses, fdb: [learned(mac, 'v0')] };
    expect(ownerOf(facts, mac)).toBe('link:v1');
    const elsewhere = { ...facts, links: links.filter(({ name }) => name !== 'v1') };
    expect(ownerOf(elsewhere, mac)).toBe('link:dummy0');
    expect(seenOn(elsewhere).seen[0]?.addresses).toEqual([{ address: '10.0.0.1', source: 'host' }]);
  });
});

describe('an address', () => {
  const links = [
    ...(base.links ?? []),
    aBridge('br1'),
    aPnic('enp4s0', null),
    aLink('br0.20', {
      infoKind: 'vlan',
      vlan: { id: 20, protocol: '802.1Q' },
      lower: { name: 'br0', ifindex: null, netnsId: null },
    }),
  ];
  const addressesAt = (facts: Partial<HostSnapshot>) =>
    seenOn({ links, ...facts }).seen.map(({ port, vlan, addresses }) => [
      port,
      vlan,
      addresses.map(({ address }) => address),
    ]);

  it('counts on the bridge and in the VLAN that it was heard in', () => {
    const neighbours = [heard('10.1.0.1', 'br1'), heard('10.20.0.1', 'br0.20'), heard('10.0.0.1')];
    const fdb = [learned(router, 'enp3s0', { vlan: 1 }), learned(router, 'enp3s0', { vlan: 20 })];
    const portVlans = { br0: [{ first: 1, last: 1, pvid: true, untagged: true }] };
    expect(addressesAt({ neighbours, fdb, portVlans })).toEqual([
      ['enp3s0', 1, ['10.0.0.1']],
      ['enp3s0', 20, ['10.20.0.1']],
      [null, null, ['10.1.0.1']],
    ]);
  });

  it('of a neighbour that never answered is none', () => {
    const fdb = [learned(router, 'enp3s0')];
    const neighbours = [heard('10.0.0.9', 'br0', router, 'FAILED')];
    expect(addressesAt({ fdb, neighbours })).toEqual([['enp3s0', null, []]]);
  });

  it('of a lease counts on the bridge of its network', () => {
    const networks = [aNetwork('lan', { bridge: 'br0' })];
    const leases = [{ network: 'lan', mac: router, address: '10.0.0.7', hostname: null }];
    expect(addressesAt({ fdb: [learned(router, 'enp3s0')], networks, leases })).toEqual([
      ['enp3s0', null, ['10.0.0.7']],
    ]);
  });

  it('by which a route leads out marks the gateway, also beside all bridges', () => {
    const { seen, topology } = seenOn({
      links,
      neighbours: [heard('192.168.8.1', 'enp4s0')],
      routes: [{ family: 'inet', destination: 'default', gateway: '192.168.8.1', link: 'enp4s0', metric: 0 }],
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ bridge: null, port: 'enp4s0', age: null, isGateway: true });
    const line = `enp4s0 › ${router} (192.168.8.1, gateway, a neighbour of this host)`;
    expect(seen.map((one) => seenLine(topology, one, null))).toEqual([line]);
  });
});

it('the recorded lab’s guest is found with its address', () => {
  const snapshot = recordedLab();
  const topology = buildTopology(snapshot, 1);
  const owned = seenMacs(snapshot, topology).filter(({ owner }) => owner?.startsWith('vnic:'));
  expect(owned.length).toBeGreaterThan(0);
});
