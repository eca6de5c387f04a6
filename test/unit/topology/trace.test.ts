import { describe, expect, it } from 'vitest';
import type { Topology } from '#shared/topology/model.ts';
import { trace } from '#shared/topology/trace.ts';
import { traceLine } from '#shared/topology/words.ts';
import {
  aBridge,
  aDomain,
  aLink,
  allSources,
  aNetwork,
  anInterface,
  aPnic,
  aShutOffDomain,
  aTap,
  aVeth,
} from '../support/facts.ts';
import { topologyOf } from '../support/graph.ts';

const plugged = (bridge: string, mac: string, targetDev: string, over = {}) =>
  anInterface({ bridge }, { mac, targetDev, alias: `of-${targetDev}`, ...over });

/** A homelab: br0 with a card, a NAT network, an isolated one, a loose TAP, a shut-off VM, a VM named like a bridge. */
const homelab = topologyOf({
  links: [
    aBridge('br0', { mac: 'fe:54:00:aa:00:01' }),
    aBridge('virbr0', { mac: '52:54:00:ea:70:4c' }),
    aBridge('virbr7'),
    aPnic('enp3s0', 'br0', { mac: 'a8:a1:59:3c:20:02', altNames: ['enxa8a1593c2002'] }),
    aTap('vnet1', 'br0', { mac: 'fe:54:00:aa:00:01' }),
    aTap('vnet2', 'virbr0', { mac: 'fe:54:00:aa:00:02' }),
    aTap('vnet10', 'virbr7'),
    aTap('vnet3', null),
    aTap('tap-loose', null),
  ],
  addresses: [{ link: 'br0', family: 'inet', address: '192.168.1.10', prefixLength: 24, scope: 'global' }],
  routes: [{ family: 'inet', destination: 'default', gateway: '192.168.1.1', link: 'br0', metric: 0 }],
  domains: [
    aDomain('web 01', [
      plugged('br0', '52:54:00:aa:00:01', 'vnet1'),
      plugged('virbr0', '52:54:00:aa:00:02', 'vnet2', { linkState: 'down' }),
    ]),
    aDomain('db', [plugged('virbr7', '52:54:00:bb:00:01', 'vnet10', { model: null })]),
    aDomain('hangs', [
      anInterface({}, { type: 'ethernet', mac: '52:54:00:bb:00:02', targetDev: 'vnet3' }),
      anInterface({}, { mac: '52:54:00:bb:00:03' }),
    ]),
    aShutOffDomain('1', [anInterface({ network: 'default' }, { mac: '52:54:00:cc:00:01' })]),
    aShutOffDomain('br0', []),
  ],
  networks: [aNetwork('default', { bridge: 'virbr0' }), aNetwork('empty', { active: false })],
  leases: [{ network: 'default', mac: '52:54:00:aa:00:02', address: '192.168.122.50', hostname: null }],
});

const lines = (query: string, topology: Topology = homelab) =>
  trace(topology, query).paths.map(({ nodes }) => traceLine(topology, nodes));

describe('trace', () => {
  const web = 'web 01 › 52:54:00:aa:00:01 (virtio) › vnet1 › br0 › enp3s0';
  const webNat = 'web 01 › 52:54:00:aa:00:02 (virtio, link down) › vnet2 › virbr0 (NAT) › br0 › enp3s0';
  const off = '1 › 52:54:00:cc:00:01 (virtio) › default (at the next boot) › virbr0 (NAT) › br0 › enp3s0';

  it.each([
    ['a MAC', '52:54:00:aa:00:01', [web]],
    ['a MAC in capitals with dashes', '52-54-00-AA-00-01', [web]],
    ['a MAC without separators', '525400aa0001', [web]],
    ['a MAC as Cisco writes it', '5254.00aa.0001', [web]],
    ['a piece of a MAC', 'aa:00:01', [web]],
    ['a piece of a MAC without separators', 'aa0001', [web]],
    ["the TAP's own MAC, which the bridge has borrowed", 'fe:54:00:aa:00:01', [web]],
    ['a TAP', 'vnet1', [web]],
    ['a VM', 'web 01', [web, webNat]],
    ['a VM in other case', 'WEB 01', [web, webNat]],
    ['a UUID', 'uuid-of-web 01', [web, webNat]],
    ['a VM and its vNIC', 'web 01/of-vnet2', [webNat]],
    ['a VM and a MAC', 'web 01/52:54:00:aa:00:01', [web]],
    ['an address of a guest', '192.168.122.50', [webNat]],
    ['a card', 'enp3s0', [off, web, webNat]],
    ['another name of a card', 'enxa8a1593c2002', [off, web, webNat]],
    ['an address of the host', '192.168.1.10', [off, web, webNat]],
    ['a network', 'default', [off, webNat]],
    ['the VM that is named by a number', '1', [off]],
  ])('finds by %s', (_, query, expected) => {
    expect(lines(query)).toEqual(expected);
    const result = trace(homelab, query);
    expect(result.ambiguous).toBe(false);
    expect(result.paths.every(({ complete }) => complete)).toBe(true);
  });

  it.each([
    ['vnet10', 'db › 52:54:00:bb:00:01 › vnet10 › virbr7 › no uplink'],
    ['vnet3', 'hangs › 52:54:00:bb:00:02 (virtio) › vnet3 › not connected to any bridge'],
    ['52:54:00:bb:00:03', 'hangs › 52:54:00:bb:00:03 (virtio) › QEMU’s own user network'],
    ['tap-loose', 'tap-loose › not connected to any bridge'],
    ['empty', 'empty › network not active'],
  ])('tells where the trail of %s ends', (query, line) => {
    expect(lines(query)).toEqual([line]);
    expect(trace(homelab, query).paths[0]?.complete).toBe(false);
  });

  it('finds nothing for what is not there', () => {
    for (const query of ['', '  ', 'nothing', '192.168.1.1', '52:54:00:aa:00:0f', 'constructor']) {
      expect(trace(homelab, query)).toEqual({ query, paths: [], ambiguous: false, seen: [] });
    }
  });

  it('says when a name is a VM’s and a bridge’s', () => {
    const result = trace(homelab, 'br0');
    expect(result.ambiguous).toBe(true);
    expect(lines('br0')).toContain('br0 › no vNIC');
    expect(lines('br0')).toContain(web);
  });

  it('says when a piece fits several cables', () => {
    expect(trace(homelab, '52:54:00:aa').ambiguous).toBe(true);
    expect(lines('52:54:00:aa')).toEqual([web, webNat]);
  });

  it('shows both holders of a duplicate MAC, and says that it is ambiguous', () => {
    const mac = '52:54:00:aa:00:01';
    const topology = topologyOf({
      links: [aBridge('br0'), aTap('vnet1', 'br0'), aTap('vnet2', 'br0')],
      domains: [aDomain('a', [plugged('br0', mac, 'vnet1')]), aDomain('b', [plugged('br0', mac, 'vnet2')])],
    });
    expect(trace(topology, mac).ambiguous).toBe(true);
    expect(lines(mac, topology)).toEqual([
      `a › ${mac} (virtio) › vnet1 › br0 › no uplink`,
      `b › ${mac} (virtio) › vnet2 › br0 › no uplink`,
    ]);
  });

  it('goes through every member of a bond', () => {
    const topology = topologyOf({
      links: [
        aBridge('br0'),
        aLink('bond0', { infoKind: 'bond', master: 'br0' }),
        aPnic('eno1', 'bond0'),
        aPnic('eno2', 'bond0'),
        aTap('tap0', 'br0'),
      ],
    });
    expect(lines('tap0', topology)).toEqual(['tap0 › br0 › bond0 › eno1', 'tap0 › br0 › bond0 › eno2']);
  });

  it('follows a veth pair from bridge to bridge, as Proxmox VE lays it', () => {
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
    const line = 'tap100i0 › fwbr100i0 › fwln100i0 › fwpr100p0 › vmbr0 › enp3s0';
    for (const query of ['tap100i0', 'fwln100i0', 'fwpr100p0', 'enp3s0'])
      expect(lines(query, topology)).toEqual([line]);
  });

  it('begins at a container’s veth, and ends at the card of a nested host', () => {
    const topology = topologyOf({
      links: [
        aBridge('br0'),
        aVeth('vethc0de', { netnsId: 0 }, { master: 'br0' }),
        aVeth('enp3s0', { netnsId: 1 }, { master: 'br0' }),
        aVeth('veth-alone', { netnsId: 2 }),
      ],
    });
    expect(trace(topology, 'br0').paths).toEqual([
      { nodes: ['link:vethc0de', 'link:br0', 'link:enp3s0'], complete: true },
    ]);
    expect(lines('veth-alone', topology)).toEqual(['veth-alone › another network namespace']);
  });

  it('does not take for absent what could not be read', () => {
    const facts = {
      domains: [aShutOffDomain('web', [anInterface({ bridge: 'br9' })])],
      networks: [aNetwork('default', { bridge: 'virbr9' })],
    };
    const unread = allSources({ 'ip-link': 'failed' }).map((report) =>
      report.name === 'ip-link' ? { ...report, factsFrom: null } : report,
    );
    const ends = (topology: Topology) =>
      ['web', 'default'].flatMap((query) =>
        lines(query, topology).map((line) => line.split(' › ').slice(-2)),
      );
    expect(ends(topologyOf(facts))).toEqual([
      ['br9', 'not on this host'],
      ['virbr9', 'not on this host'],
    ]);
    expect(ends(topologyOf({ ...facts, sources: unread }))).toEqual([
      ['br9', 'not known further'],
      ['virbr9', 'not known further'],
    ]);
  });

  it('ends although bridges are joined in a ring', () => {
    const topology = topologyOf({
      links: [
        ...['a', 'b', 'c'].map((name) => aBridge(name)),
        ...[
          ['ab', 'ba', 'a', 'b'],
          ['bc', 'cb', 'b', 'c'],
          ['ca', 'ac', 'c', 'a'],
        ].flatMap(([one = '', two = '', here = '', there = '']) => [
          aVeth(one, two, { master: here }),
          aVeth(two, one, { master: there }),
        ]),
        aTap('tap0', 'a'),
      ],
    });
    for (const { nodes } of trace(topology, 'tap0').paths) expect(new Set(nodes).size).toBe(nodes.length);
  });
});
