import { describe, expect, it } from 'vitest';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { search } from '#shared/topology/search.ts';
import { seenMacs } from '#shared/topology/seenMacs.ts';
import { aBridge, aDomain, anInterface, aPnic, aSnapshot, aTap } from '../support/facts.ts';

const guest = '52:54:00:aa:00:01';
const nas = '00:11:32:8e:4f:27';
const row = { master: 'br0', vlan: null, permanent: false };
const facts: Partial<HostSnapshot> = {
  links: [aBridge('br0'), aPnic('enp3s0', 'br0'), aPnic('enp7s0', null), aTap('vnet0', 'br0')],
  domains: [aDomain('a', [anInterface({ bridge: 'br0' }, { mac: guest, targetDev: 'vnet0' })])],
  fdb: [
    { ...row, mac: nas, link: 'enp3s0', age: 4 },
    { ...row, mac: guest, link: 'vnet0', age: 1 },
    { ...row, mac: '00:11:32:00:00:99', link: 'gone0' },
  ],
  neighbours: [
    { address: '192.168.1.6', mac: nas, link: 'br0', state: 'REACHABLE' },
    { address: '192.168.1.50', mac: guest, link: 'br0', state: 'REACHABLE' },
    { address: '192.168.8.1', mac: '0c:5b:8f:27:9a:64', link: 'enp7s0', state: 'REACHABLE' },
  ],
};

function found(text: string) {
  const snapshot = aSnapshot(facts);
  const topology = buildTopology(snapshot, 1);
  return search(topology, text, seenMacs(snapshot, topology));
}

describe('search among what was seen', () => {
  it('leads to the port, lights it and its bridge, and invents no path', () => {
    expect(found('192.168.1.6')).toMatchObject([
      {
        node: 'link:enp3s0',
        label: '192.168.1.6',
        why: `${nas}, learned 4 s ago`,
        line: 'br0 › enp3s0',
        path: ['link:br0', 'link:enp3s0'],
        lights: 'place',
      },
    ]);
    expect(found('32:8e')).toMatchObject([{ label: nas, match: { text: nas, start: 6, end: 11 } }]);
  });

  it('leads to the link by which the host hears of it, where that is on no bridge', () => {
    expect(found('192.168.8.1')).toMatchObject([{ node: 'link:enp7s0', line: 'enp7s0', lights: 'place' }]);
  });

  it('lists a guest once, by its own path', () => {
    for (const text of [guest, '192.168.1.50'])
      expect(found(text)).toMatchObject([{ node: `vnic:uuid-of-a/${guest}`, lights: 'paths' }]);
  });

  it('leads to the bridge of a port that is gone, and lists each once', () => {
    const hits = found('00:11:32');
    expect(hits.map(({ node }) => node)).toEqual(['link:enp3s0', 'link:br0']);
    expect(new Set(hits.map(({ id }) => id)).size).toBe(2);
  });
});
