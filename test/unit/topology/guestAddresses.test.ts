import { describe, expect, it } from 'vitest';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { aBridge, aDomain, aNetwork, anInterface, aPnic, aShutOffDomain, aTap } from '../support/facts.ts';
import { nodeOf, topologyOf } from '../support/graph.ts';

const mac = '52:54:00:aa:00:01';
const onNetwork = (targetDev: string) => anInterface({ network: 'default', bridge: 'virbr0' }, { targetDev });
const base: Partial<HostSnapshot> = {
  links: [
    aBridge('virbr0'),
    aBridge('br0'),
    aTap('vnet0', 'virbr0'),
    aTap('vnet1', 'virbr0'),
    aPnic('eno1', 'br0'),
  ],
  networks: [aNetwork('default', { bridge: 'virbr0' })],
  domains: [aDomain('a', [onNetwork('vnet0')])],
};
const lease = { network: 'default', mac, address: '192.168.122.5', hostname: null };
const neighbour = (address: string, link: string, state = 'REACHABLE') => ({ address, mac, link, state });

const addressesOf = (vm: string, facts: Partial<HostSnapshot>) =>
  nodeOf(topologyOf({ ...base, ...facts }), 'vnic', `vnic:uuid-of-${vm}/${mac}`).ipEvidence;

describe('a guest’s addresses', () => {
  it('are told by agent before lease before ARP, each once, without link-local ones', () => {
    const facts = {
      agentAddresses: [
        { domain: 'uuid-of-a', mac, address: '10.0.0.9' },
        { domain: 'uuid-of-a', mac, address: 'fe80::1' },
      ],
      leases: [lease],
      neighbours: [neighbour('192.168.122.5', 'virbr0'), neighbour('192.168.122.6', 'virbr0')],
    };
    expect(addressesOf('a', facts)).toEqual([
      { address: '10.0.0.9', source: 'agent' },
      { address: '192.168.122.5', source: 'lease' },
      { address: '192.168.122.6', source: 'arp' },
    ]);
  });

  it('are given to nobody where two running VMs hold the MAC on one network', () => {
    const domains = [aDomain('a', [onNetwork('vnet0')]), aDomain('b', [onNetwork('vnet1')])];
    const facts = { domains, leases: [lease], neighbours: [neighbour('192.168.122.5', 'virbr0')] };
    expect(addressesOf('a', facts)).toEqual([]);
    expect(addressesOf('b', facts)).toEqual([]);
  });

  it('go by the network where the MAC is held on different ones', () => {
    const other = anInterface({ bridge: 'br0' }, { targetDev: 'vnet1' });
    const facts = {
      links: [aBridge('virbr0'), aBridge('br0'), aTap('vnet0', 'virbr0'), aTap('vnet1', 'br0')],
      domains: [aDomain('a', [onNetwork('vnet0')]), aDomain('b', [other])],
      leases: [lease],
      neighbours: [neighbour('192.168.1.7', 'br0')],
    };
    expect(addressesOf('a', facts)).toEqual([{ address: '192.168.122.5', source: 'lease' }]);
    expect(addressesOf('b', facts)).toEqual([{ address: '192.168.1.7', source: 'arp' }]);
  });

  it('do not come from a VM that is shut off', () => {
    const domains = [
      aDomain('a', [onNetwork('vnet0')]),
      aShutOffDomain('off', [anInterface({ network: 'default' })]),
    ];
    expect(addressesOf('a', { domains, leases: [lease] })).toHaveLength(1);
    expect(addressesOf('off', { domains, leases: [lease] })).toEqual([]);
  });

  it('do not follow a vNIC that has left the network', () => {
    const links = [aBridge('virbr0'), aBridge('br0'), aTap('vnet0', 'br0')];
    const neighbours = [neighbour('192.168.122.5', 'virbr0', 'STALE'), neighbour('192.168.1.9', 'eno1')];
    expect(addressesOf('a', { links, leases: [lease], neighbours })).toEqual([
      { address: '192.168.1.9', source: 'arp' },
    ]);
  });

  it('do not come from a neighbour that did not answer', () => {
    expect(addressesOf('a', { neighbours: [neighbour('192.168.122.5', 'virbr0', 'FAILED')] })).toEqual([]);
  });
});
