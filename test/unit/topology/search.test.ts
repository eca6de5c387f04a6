import { describe, expect, it } from 'vitest';
import { search } from '#shared/topology/search.ts';
import { aBridge, aDomain, aNetwork, anInterface, aPnic, aTap } from '../support/facts.ts';
import { topologyOf } from '../support/graph.ts';

const topology = topologyOf({
  links: [
    aBridge('br0'),
    aPnic('enp3s0', 'br0', { altNames: ['enxa8a1593c2002', 'to the modem'], mac: 'a8:a1:59:3c:20:02' }),
    aTap('vnet2', 'br0', { mac: 'fe:54:00:aa:00:01' }),
    aTap('vnet10', 'br0', { mac: 'fe:54:00:bb:00:01' }),
  ],
  domains: [
    aDomain('Web 01', [
      anInterface({ bridge: 'br0' }, { mac: '52:54:00:aa:00:01', targetDev: 'vnet2', alias: 'net0' }),
    ]),
    aDomain('my-web', [
      anInterface({ bridge: 'br0' }, { mac: '52:54:00:bb:00:01', targetDev: 'vnet10', alias: 'net0' }),
    ]),
    aDomain('cobweb', []),
    aDomain('İstanbul', []),
  ],
  networks: [aNetwork('lan')],
  neighbours: [{ address: '192.168.1.20', mac: '52:54:00:aa:00:01', link: 'br0', state: 'REACHABLE' }],
});

const labels = (text: string) => search(topology, text).map(({ label }) => label);

describe('the line of a hit', () => {
  const line = (text: string) => search(topology, text)[0]?.line;

  it('is its path where it has one', () => {
    expect(line('vnet10')).toBe('my-web › 52:54:00:bb:00:01 (virtio) › vnet10 › br0 › enp3s0');
    expect(line('my-web')).toBe(line('vnet10'));
  });

  it('is no VM’s in particular of what many lead to, and counts them', () => {
    expect(line('br0')).toBe('2 TAPs › br0 › enp3s0');
    expect(line('enp3s0')).toBe('2 TAPs › br0 › enp3s0');
  });

  it('counts the vNICs of a VM, and the ways on from a bridge', () => {
    const host = topologyOf({
      links: [
        aBridge('br0'),
        aBridge('br1'),
        aPnic('eth0', 'br0'),
        aPnic('eth1', 'br0'),
        aTap('vnet0', 'br0'),
        aTap('vnet1', 'br1'),
        aTap('vnet2', 'br0'),
      ],
      domains: [
        aDomain('two', [
          anInterface({ bridge: 'br0' }, { mac: '52:54:00:aa:00:01', targetDev: 'vnet0', alias: 'net0' }),
          anInterface({ bridge: 'br1' }, { mac: '52:54:00:aa:00:02', targetDev: 'vnet1', alias: 'net1' }),
        ]),
      ],
    });
    expect(search(host, 'two')[0]?.line).toBe('two › 2 vNICs');
    expect(search(host, 'br0')[0]?.line).toBe('2 TAPs › br0 › 2 physical NICs');
  });
});

describe('search', () => {
  it('ranks the start of a name above a word in it, and that above a part of a word', () => {
    expect(labels('web')).toEqual(['Web 01', 'my-web', 'cobweb']);
  });

  it('ranks what fits exactly first', () => {
    expect(labels('vnet10')).toEqual(['vnet10']);
    expect(labels('my-web')[0]).toBe('my-web');
  });

  it('orders equal fits as people count', () => {
    expect(labels('vnet')).toEqual(['vnet2', 'vnet10']);
  });

  it.each(['52:54:00:aa', '52-54-00-AA', '5254.00aa', '525400aa'])(
    'finds a MAC typed as %s, and tells which part of it',
    (typed) => {
      const [hit, ...others] = search(topology, typed);
      expect(others).toEqual([]);
      expect(hit).toMatchObject({ label: 'Web 01 net0', why: 'vNIC, MAC 52:54:00:aa:00:01' });
      expect(hit?.match).toEqual({ text: '52:54:00:aa:00:01', start: 0, end: 11 });
    },
  );

  it.each([
    ['00aa0', '00:aa:0'],
    ['4:00:a', '4:00:a'],
    ['00aa.00', '00:aa:00'],
  ])('marks %s in the middle of a MAC as %s', (typed, marked) => {
    const [hit] = search(topology, typed);
    expect(hit?.match.text.slice(hit.match.start, hit.match.end)).toBe(marked);
  });

  it('lists a TAP by its own MAC, but not beside its vNIC', () => {
    expect(labels('aa:00:01')).toEqual(['Web 01 net0']);
    expect(labels('fe:54:00:aa:00:01')).toEqual(['vnet2']);
  });

  it('finds by address, other name and network', () => {
    expect(search(topology, '192.168.1.')[0]).toMatchObject({
      label: 'Web 01 net0',
      why: 'vNIC, address 192.168.1.20',
    });
    expect(search(topology, 'modem')[0]).toMatchObject({
      label: 'enp3s0',
      why: 'physical NIC, also called to the modem',
    });
    expect(labels('lan')).toEqual(['lan']);
  });

  it('leads from the VM to the card', () => {
    expect(search(topology, 'vnet2')[0]?.path).toEqual([
      'vm:uuid-of-Web 01',
      'vnic:uuid-of-Web 01/52:54:00:aa:00:01',
      'link:vnet2',
      'link:br0',
      'link:enp3s0',
    ]);
  });

  it('keeps a range inside its text, whatever letters a name has', () => {
    for (const text of ['i', 'İ', 'stan', 'İstanbul']) {
      for (const { match } of search(topology, text)) {
        expect(match.start).toBeGreaterThanOrEqual(0);
        expect(match.end).toBeLessThanOrEqual(match.text.length);
      }
    }
    expect(labels('İstanbul')).toEqual(['İstanbul']);
  });

  it('finds nothing for blank text, and takes no character for a pattern', () => {
    expect(search(topology, '   ')).toEqual([]);
    expect(search(topology, '.*')).toEqual([]);
    expect(search(topology, '[')).toEqual([]);
  });
});
