import { describe, expect, it } from 'vitest';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { seenMacs } from '#shared/topology/seenMacs.ts';
import { seenLine } from '#shared/topology/seenWords.ts';
import { trace } from '#shared/topology/trace.ts';
import { aBridge, aDomain, anInterface, aPnic, aSnapshot, aTap } from '../support/facts.ts';

const guest = '52:54:00:aa:00:01';
const router = '3c:37:12:0a:0b:0c';
const row = { master: 'br0', vlan: null, permanent: false };
const facts: Partial<HostSnapshot> = {
  links: [aBridge('br0'), aPnic('enp3s0', 'br0'), aTap('vnet0', 'br0')],
  domains: [aDomain('a', [anInterface({ bridge: 'br0' }, { mac: guest, targetDev: 'vnet0' })])],
  fdb: [
    { ...row, mac: router, link: 'enp3s0', age: 4 },
    { ...row, mac: '3c:37:12:0a:0b:99', link: 'enp3s0' },
    { ...row, mac: guest, link: 'vnet0', age: 1 },
  ],
  neighbours: [
    { address: '192.168.1.1', mac: router, link: 'br0', state: 'REACHABLE' },
    { address: 'fe80::1', mac: router, link: 'br0', state: 'STALE' },
    { address: 'fe80::1:5', mac: guest, link: 'br0', state: 'STALE' },
    { address: '192.168.1.50', mac: guest, link: 'br0', state: 'STALE' },
  ],
};

const snapshotOf = (over: Partial<HostSnapshot>) => aSnapshot({ ...facts, ...over });

function traced(query: string, over: Partial<HostSnapshot> = {}) {
  const snapshot = snapshotOf(over);
  const topology = buildTopology(snapshot, 1);
  return trace(topology, query, seenMacs(snapshot, topology));
}
const onUplink = { mac: router, bridge: 'br0', port: 'enp3s0', vlan: null, age: 4 };
const onTap = { mac: guest, bridge: 'br0', port: 'vnet0', vlan: null, age: 1 };

describe('what is no VM’s', () => {
  it('has no path, and is seen where it was learned', () => {
    const seen = [{ ...onUplink, ip: '192.168.1.1', source: 'arp' }];
    expect(traced('192.168.1.1')).toEqual({ query: '192.168.1.1', paths: [], ambiguous: false, seen });
  });

  it('is found by its MAC in any notation, with each of its addresses', () => {
    for (const query of [router, '3C-37-12-0A-0B-0C', '3c37.120a.0b0c'])
      expect(traced(query).seen.map(({ ip }) => ip)).toEqual(['192.168.1.1', 'fe80::1']);
    const [bare] = traced('3c:37:12:0a:0b:99').seen;
    expect(bare).toEqual({ ...onUplink, mac: '3c:37:12:0a:0b:99', age: null, ip: null, source: 'fdb' });
  });

  it('is found by a piece, which may fit several', () => {
    const found = traced('3c:37:12');
    expect(found.ambiguous).toBe(true);
    expect(new Set(found.seen.map(({ mac }) => mac)).size).toBe(2);
    expect(traced('0b:99')).toMatchObject({ paths: [], ambiguous: false });
    expect(traced('0b:99').seen).toHaveLength(1);
    expect(traced('192.168.1.').seen.length).toBe(0);
    expect(traced('fe').seen).toEqual([]);
  });

  it('is not the guest whose address begins alike', () => {
    const agentAddresses = [{ domain: 'uuid-of-a', mac: guest, address: '2001:db8::1:5' }];
    const neighbours = [{ address: '2001:db8::1', mac: router, link: 'br0', state: 'REACHABLE' }];
    const found = traced('2001:db8::1', { agentAddresses, neighbours });
    expect(found.paths).toEqual([]);
    expect(found.seen).toEqual([{ ...onUplink, ip: '2001:db8::1', source: 'arp' }]);
    expect(traced('2001:db8::', { agentAddresses, neighbours }).paths).toHaveLength(1);
  });
});

describe('what is a VM’s', () => {
  it('has its path, and is seen as well', () => {
    for (const query of ['192.168.1.50', guest]) {
      const found = traced(query);
      expect(found.paths).toHaveLength(1);
      expect(found.seen).toContainEqual({ ...onTap, ip: '192.168.1.50', source: 'arp' });
    }
  });

  it('is not looked for on the wires by its name', () => {
    expect(traced('a')).toMatchObject({ seen: [], ambiguous: false });
    expect(traced('br0').seen).toEqual([]);
  });
});

it('is told in one line', () => {
  const snapshot = snapshotOf({});
  const topology = buildTopology(snapshot, 1);
  const [first] = seenMacs(snapshot, topology);
  if (first === undefined) throw new Error('nothing was seen');
  const line = `br0 › enp3s0 › ${router} (192.168.1.1, learned 4 s ago)`;
  expect(seenLine(topology, first, '192.168.1.1')).toBe(line);
});
