import { describe, expect, it } from 'vitest';
import { resolveCable, resolveTarget, resolveVm } from '#electron/cli/resolve.ts';
import { aBridge, aDomain, aLink, aNetwork, anInterface, aTap, aVeth } from '../support/facts.ts';
import { topologyOf } from '../support/graph.ts';

const shared = '52:54:00:aa:00:01';
const own = '52:54:00:aa:00:02';
const plug = (mac: string, targetDev: string, alias: string) =>
  anInterface({ bridge: 'br0' }, { mac, targetDev, alias });

const topology = topologyOf({
  links: [
    aBridge('br0', { altNames: ['lanbridge'] }),
    aBridge('lan'),
    aTap('vnet0', 'br0', { mac: 'fe:54:00:aa:00:01' }),
    aTap('vnet1', 'br0', { mac: 'fe:54:00:aa:00:02' }),
    aTap('vnet2', 'br0'),
    aTap('vnet3', 'br0'),
    aTap('tap-loose', null, { altNames: ['spare'] }),
    aVeth('veth1', { netnsId: 0 }),
    aLink('enp3s0', { parentBus: 'pci', mac: '02:00:00:00:00:03' }),
  ],
  domains: [
    aDomain('web 01', [plug(shared, 'vnet0', 'net0'), plug(own, 'vnet1', 'net1')]),
    aDomain('clone', [plug(shared, 'vnet2', 'net0'), plug(shared, 'vnet3', 'net1')]),
  ],
  networks: [aNetwork('lan'), aNetwork('default')],
});

const webOwn = `vnic:uuid-of-web 01/${own}`;

describe('CABLE', () => {
  it.each([
    ['a TAP', 'vnet1', webOwn],
    ['a MAC', own, webOwn],
    ['a MAC in another notation', '5254.00AA.0002', webOwn],
    ["the TAP's own MAC", 'fe:54:00:aa:00:02', webOwn],
    ['VM and MAC', `web 01/${shared}`, `vnic:uuid-of-web 01/${shared}`],
    ['VM and vNIC', 'clone/net1', 'vnic:uuid-of-clone/net1'],
    ['UUID and MAC', `uuid-of-web 01/${own}`, webOwn],
    ['a node’s id', webOwn, webOwn],
    ['a loose TAP', 'tap-loose', 'link:tap-loose'],
    ['its other name', 'spare', 'link:tap-loose'],
    ['a veth', 'veth1', 'link:veth1'],
    ['a card', 'enp3s0', 'link:enp3s0'],
  ])('may be %s', (_, text, id) => {
    expect(resolveCable(topology, text)).toBe(id);
  });

  it.each(['vnet', 'aa:00:02', '', 'web 01/', '/vnet1', 'web 01/52:54', '02:00:00:00:00:03', 'nobody/net0'])(
    'is not “%s”',
    (text) => {
      expect(() => resolveCable(topology, text)).toThrow(/no cable/);
    },
  );

  it.each([
    ['web 01', 'a VM', 'Use “web 01/net0” or “web 01/net1”.'],
    ['br0', 'a bridge', expect.stringContaining('“patchbay graph” lists them.')],
    ['default', 'a network', expect.stringContaining('“patchbay graph” lists them.')],
  ])('is not “%s”, which is %s, and that is told', (text, what, advice) => {
    const message = `“${text}” is ${what}, not a cable.`;
    expect(() => resolveCable(topology, text)).toThrow(expect.objectContaining({ message, advice }));
  });

  it('must not fit several cables, and is then told how to say which', () => {
    expect(() => resolveCable(topology, shared)).toThrow(/3 cables/);
    expect(() => resolveCable(topology, shared)).toThrow(
      expect.objectContaining({ advice: `Use “clone/net0” or “clone/net1” or “web 01/${shared}”.` }),
    );
    for (const text of ['clone/net0', 'clone/net1', `web 01/${shared}`]) {
      expect(resolveCable(topology, text)).toContain('vnic:');
    }
  });
});

describe('VM', () => {
  it('is a whole name or a UUID', () => {
    expect(resolveVm(topology, 'web 01')).toBe('vm:uuid-of-web 01');
    expect(resolveVm(topology, 'uuid-of-clone')).toBe('vm:uuid-of-clone');
    expect(() => resolveVm(topology, 'web')).toThrow(/no VM/);
  });
});

describe('BRIDGE|NETWORK', () => {
  it('is a whole name, or the id where a bridge and a network share one', () => {
    expect(resolveTarget(topology, 'br0')).toBe('link:br0');
    expect(resolveTarget(topology, 'lanbridge')).toBe('link:br0');
    expect(resolveTarget(topology, 'default')).toBe('network:default');
    expect(() => resolveTarget(topology, 'lan')).toThrow(/a link and of a network/);
    expect(resolveTarget(topology, 'network:lan')).toBe('network:lan');
    expect(() => resolveTarget(topology, 'br')).toThrow(/no bridge or network/);
  });
});
