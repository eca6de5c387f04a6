import { expect, it } from 'vitest';
import type { LinkAddress, Route } from '#shared/host/address.ts';
import type { Network } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { aBridge, aNetwork, aPnic } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';

function address(link: string, text: string): LinkAddress {
  const [own = '', length] = text.split('/');
  return { link, family: 'inet', address: own, prefixLength: Number(length), scope: 'global' };
}

function route(destination: string, link: string, gateway: string | null = null): Route {
  return { family: 'inet', destination, gateway, link, metric: 0 };
}

function hostWith(lan: string, routes: readonly Route[], over: Partial<Network>): Partial<HostSnapshot> {
  const network = aNetwork('default', { bridge: 'virbr0', addresses: ['192.168.122.1/24'], ...over });
  return {
    links: [aBridge('virbr0'), aPnic('eno1', null), aPnic('eno2', null)],
    addresses: [address('eno1', lan), address('virbr0', '192.168.122.1/24')],
    routes: [route('default', 'eno1', '192.168.1.1'), ...routes],
    networks: [network],
  };
}

function told(lan: string, routes: readonly Route[] = [], over: Partial<Network> = {}) {
  return toldOn('network-subnet-clash', hostWith(lan, routes, over));
}

it.each([
  ['the LAN’s very subnet', '192.168.122.7/24', [], {}, 'error'],
  ['a LAN that holds it', '192.168.0.7/16', [], {}, 'warning'],
  ['a route to the same', '10.0.0.2/24', [route('192.168.122.0/24', 'eno2', '10.9.0.1')], {}, 'warning'],
  ['a route to a part of it', '10.0.0.2/24', [route('192.168.122.128/25', 'eno2')], {}, 'warning'],
  ['a part of the LAN’s, routed', '192.168.0.7/16', [], { forward: 'route' }, 'info'],
  ['the LAN’s, and it is to start with the host', '192.168.122.7/24', [], { active: false }, 'warning'],
] as const)('is told of %s', (_, lan, routes, over, severity) => {
  expect(told(lan, routes, over)).toEqual([
    `${severity}: default has the same addresses as ${routes.length === 0 ? 'eno1' : 'eno2'}`,
  ]);
});

it('gives the whole command that changes the network', () => {
  const [active] = foundOn('network-subnet-clash', hostWith('192.168.122.7/24', [], {}));
  expect(active?.why).toMatch(
    /, while its VMs are off: virsh -c qemu:\/\/\/system net-edit default, then net-destroy/,
  );
  const [off] = foundOn('network-subnet-clash', hostWith('192.168.122.7/24', [], { active: false }));
  expect(off?.why).toMatch(/nothing else has: virsh -c qemu:\/\/\/system net-edit default$/);
});

it.each([
  ['another subnet', '192.168.1.7/24', [], {}],
  ['a wider route of a VPN', '10.0.0.2/24', [route('192.168.0.0/16', 'eno2', '10.9.0.1')], {}],
  ['a network that is off, and stays so', '192.168.122.7/24', [], { active: false, autostart: false }],
] as const)('is silent about %s', (_, lan, routes, over) => {
  expect(told(lan, routes, over)).toEqual([]);
});
