import { expect, it } from 'vitest';
import { byPort, filtered } from '#renderer/panels/inspector/macs/ports.ts';
import type { SeenMac } from '#shared/topology/seen.ts';
import { aBridge, aDomain, anInterface, aTap } from '../support/facts.ts';
import { topologyOf } from '../support/graph.ts';

const guest = '52:54:00:aa:00:01';
const topology = topologyOf({
  links: [aBridge('br0'), aTap('vnet0', 'br0')],
  domains: [aDomain('web01', [anInterface({ bridge: 'br0' }, { mac: guest, targetDev: 'vnet0' })])],
});
const seen = (mac: string, port: string, over: Partial<SeenMac> = {}): SeenMac => ({
  mac,
  bridge: 'br0',
  port,
  vlan: null,
  age: 4,
  owner: null,
  addresses: [],
  isGateway: false,
  vendor: null,
  ...over,
});
const router = seen('3c:37:12:0a:0b:0c', 'enp3s0', {
  isGateway: true,
  addresses: [{ address: '192.168.1.1', source: 'arp' }],
});
const phone = seen('d6:3b:9a:40:72:1e', 'enp3s0', { vlan: 20 });
const own = seen(guest, 'vnet0', { owner: `vnic:uuid-of-web01/${guest}` });
const all = [router, phone, own];

it('what a bridge has learned is grouped by port, in the order that it comes in', () => {
  expect(byPort(all)).toEqual([
    { port: 'enp3s0', macs: [router, phone] },
    { port: 'vnet0', macs: [own] },
  ]);
});

it.each([
  ['192.168.1', [router]],
  ['gateway', [router]],
  ['3C-37', [router]],
  ['enp3', [router, phone]],
  ['vlan 20', [phone]],
  ['locally', [phone]],
  ['web01', [own]],
  [' ', all],
  ['nobody', []],
])('“%s” leaves what anything that is shown holds', (typed, left) => {
  expect(filtered(topology, all, typed)).toEqual(left);
});
