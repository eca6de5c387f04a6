import { describe, expect, it } from 'vitest';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { probeFor } from '#shared/topology/probe.ts';
import { whyNoAddress } from '#shared/topology/whyNoAddress.ts';
import { aBridge, aDomain, aNetwork, anInterface, aTap } from '../support/facts.ts';
import { nodeOf, topologyOf } from '../support/graph.ts';

const mac = '52:54:00:aa:00:01';
const id = `vnic:uuid-of-a/${mac}`;
const onBridge = anInterface({ bridge: 'br0' }, { mac, targetDev: 'vnet0' });
const address = (prefixLength: number, text = '192.168.1.10', link = 'br0') => ({
  link,
  address: text,
  prefixLength,
  family: 'inet' as const,
  scope: 'global',
});
const base: Partial<HostSnapshot> = {
  links: [aBridge('br0'), aTap('vnet0', 'br0')],
  domains: [aDomain('a', [onBridge])],
  addresses: [address(24)],
};
const probeOn = (over: Partial<HostSnapshot>) => probeFor(topologyOf({ ...base, ...over }), id);

describe('asking for a guest’s address', () => {
  it('is one ping to each address of the bridge’s subnet but the host’s own', () => {
    const probe = probeOn({});
    if ('why' in probe) throw new Error(probe.why);
    expect(probe).toMatchObject({ vnic: id, bridge: 'br0', subnet: '192.168.1.0/24' });
    expect(probe.commands).toHaveLength(253);
    const ping = (to: string) => ['ping', '-n', '-q', '-c', '1', '-W', '1', '-I', 'br0', to];
    expect(probe.commands[0]?.argv).toEqual(ping('192.168.1.1'));
    expect(probe.commands.at(-1)?.argv).toEqual(ping('192.168.1.254'));
    expect(probe.commands.map(({ argv }) => argv.at(-1))).not.toContain('192.168.1.10');
  });

  it.each([
    [28, '192.168.1.0/28', 13],
    [30, '192.168.1.8/30', 1],
    [31, '192.168.1.10/31', 1],
    [16, '192.168.1.0/24', 253],
    [8, '192.168.1.0/24', 253],
  ])('stays within a /24: of a /%i it asks %s', (length, subnet, count) => {
    const probe = probeOn({ addresses: [address(length)] });
    if ('why' in probe) throw new Error(probe.why);
    expect([probe.subnet, probe.commands.length]).toEqual([subnet, count]);
  });

  it.each<[string, Partial<HostSnapshot>]>([
    ['no IPv4 address on br0', { addresses: [] }],
    ['no IPv4 address on br0', { addresses: [address(24, '10.0.0.1', 'vnet0')] }],
    ['isn’t connected to a bridge', { links: [aBridge('br0'), aTap('vnet0', null)] }],
    ['doesn’t run', { domains: [aDomain('a', [], { state: 'shut off', defined: [onBridge] })] }],
    ['is paused', { domains: [aDomain('a', [onBridge], { state: 'paused' })] }],
    ['is unplugged', { domains: [aDomain('a', [{ ...onBridge, linkState: 'down' }])] }],
    ['no longer on the host', { domains: [] }],
  ])('is refused: %s', (why, over) => {
    expect(probeOn(over)).toMatchObject({ why: expect.stringContaining(why) });
  });
});

describe('why no address is known', () => {
  const whyOn = (over: Partial<HostSnapshot>) => {
    const topology = topologyOf({ ...base, ...over });
    return whyNoAddress(topology, nodeOf(topology, 'vnic', id));
  };

  it.each<[string | null, Partial<HostSnapshot>]>([
    ['no guest agent answers, this host hasn’t heard from it', {}],
    ['no guest agent answers, this host has no address on br0', { addresses: [] }],
    [
      'no guest agent answers, no DHCP lease, this host hasn’t heard from it',
      { networks: [aNetwork('default', { bridge: 'br0' })] },
    ],
    [
      'no guest agent answers, it isn’t on a bridge of this host',
      { links: [aBridge('br0'), aTap('vnet0', null)] },
    ],
    [
      'another running vNIC has the same MAC',
      { domains: [aDomain('a', [onBridge]), aDomain('b', [{ ...onBridge, targetDev: 'vnet1' }])] },
    ],
    [null, { domains: [aDomain('a', [], { state: 'shut off', defined: [onBridge] })] }],
    [null, { neighbours: [{ address: '192.168.1.5', mac, link: 'br0', state: 'STALE' }] }],
  ])('%s', (why, over) => {
    expect(whyOn(over)).toBe(why);
  });
});
