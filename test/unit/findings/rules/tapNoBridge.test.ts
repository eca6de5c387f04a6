import { describe, expect, it } from 'vitest';
import { allSources, aVeth } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { lan, lanWith } from '../../support/lan.ts';

const CODE = 'tap-no-bridge';
const loose = { master: null, slaveKind: '', bridgePort: null };
/** A TAP that libvirt tells no bridge of. */
const byHand = lan.domains.map((domain) => ({
  ...domain,
  live: domain.live.map((nic) => ({ ...nic, type: 'ethernet', source: { ...nic.source, bridge: null } })),
  defined: domain.defined.map((nic) => ({
    ...nic,
    type: 'ethernet',
    source: { ...nic.source, bridge: null },
  })),
}));

describe('a TAP in no bridge', () => {
  it('is an error, and goes back where libvirt has it on record', () => {
    expect(foundOn(CODE, lanWith({ vnet0: loose }))).toMatchObject([
      {
        severity: 'error',
        title: 'web’s net0: not connected to any bridge',
        evidence: expect.arrayContaining(['ip link: vnet0 has no master']),
        repairs: [{ edit: { repair: 'replug' } }, { edit: { repair: 'place-as-defined' } }],
      },
    ]);
  });

  it('is an error without a repair where nobody knows its bridge', () => {
    expect(foundOn(CODE, { ...lanWith({ vnet0: loose }), domains: byHand })).toMatchObject([
      { severity: 'error', evidence: ['ip link: vnet0 has no master'], repairs: [] },
    ]);
  });

  it('is nothing where the host routes to it by an address or a route, but fe80:: is no such route', () => {
    const links = { ...lanWith({ vnet0: loose }), domains: byHand };
    const address = {
      link: 'vnet0',
      family: 'inet',
      address: '10.9.0.1',
      prefixLength: 24,
      scope: 'global',
    } as const;
    expect(toldOn(CODE, { ...links, addresses: [address] })).toEqual([]);
    const route = {
      family: 'inet',
      destination: '10.9.0.7',
      gateway: null,
      link: 'vnet0',
      metric: 0,
    } as const;
    expect(toldOn(CODE, { ...links, routes: [route] })).toEqual([]);
    const own = { ...route, family: 'inet6', destination: 'fe80::/64' } as const;
    expect(toldOn(CODE, { ...links, routes: [own] })).toHaveLength(1);
  });

  it('is nothing where it is in one, a container’s veth, or what Open vSwitch has and wasn’t read', () => {
    expect(toldOn(CODE, lan)).toEqual([]);
    expect(toldOn(CODE, { links: [aVeth('veth1', { netnsId: 3 })] })).toEqual([]);
    const onSwitch = lanWith({ vnet0: { ...loose, master: 'ovs-system', slaveKind: 'openvswitch' } });
    expect(toldOn(CODE, { ...onSwitch, domains: byHand })).toEqual([]);
    const sources = allSources({ 'ip-route': 'failed' });
    expect(toldOn(CODE, { ...lanWith({ vnet0: loose }), sources })).toEqual([]);
  });
});
