import { describe, expect, it } from 'vitest';
import type { OvsPort } from '#shared/host/ovs.ts';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import { aLink, allSources, aPnic, aTap } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { bridgeFacts, inVlan, lan, lanWith } from '../../support/lan.ts';
import { aSwitch, aSwitchPort } from '../../support/ovs.ts';

const CODE = 'vlan-missing-along-path';
const own = [inVlan(1, 'native')];

/** Proxmox VE’s `bridge-vids 2-4094`: the uplink passes all. */
const allTagged = [...own, inVlan(2, 'tagged', 4094)];

function on(ports: Readonly<Record<string, readonly VlanRange[]>>, defaultPvid = 1) {
  const links = lanWith({ br0: bridgeFacts({ vlanFiltering: true, defaultPvid }) });
  return { ...links, portVlans: { br0: own, eno1: own, vnet0: own, vnet1: own, ...ports } };
}

describe('a guest’s VLAN that no uplink carries', () => {
  it('is an error of a guest alone in it, and let through by an edit', () => {
    expect(foundOn(CODE, on({ vnet0: [inVlan(30, 'native')] }))).toMatchObject([
      {
        severity: 'error',
        title: 'web’s net0: no uplink of br0 carries its VLAN 30',
        evidence: [
          'bridge vlan: vnet0 is in VLAN 30 (PVID, untagged)',
          'bridge vlan: eno1 is in VLAN 1 (PVID, untagged)',
        ],
        repairs: [{ edit: { kind: 'port-vlans', link: 'link:eno1', vlans: [...own, inVlan(30)] } }],
      },
    ]);
  });

  it('is info where guests are among themselves, or behind a router’s trunk', () => {
    const pair = on({ vnet0: [inVlan(30, 'native')], vnet1: [inVlan(30, 'native')] });
    expect(toldOn(CODE, pair).map((line) => line.split(':')[0])).toEqual(['info', 'info']);
    const router = on({ vnet0: [inVlan(30, 'native')], vnet1: allTagged });
    expect(toldOn(CODE, router)).toEqual(['info: web’s net0: no uplink of br0 carries its VLAN 30']);
  });

  it('is a warning in the VLAN that the bridge gives to each new port, whichever that is', () => {
    const uplink = [inVlan(20)];
    const first = on({ eno1: uplink, br0: uplink });
    expect(toldOn(CODE, { ...first, addresses: [] }).map((line) => line.split(':')[0])).toEqual([
      'warning',
      'warning',
    ]);
    const fifth = [inVlan(5, 'native')];
    const other = on({ eno1: uplink, br0: uplink, vnet0: fifth, vnet1: fifth }, 5);
    expect(toldOn(CODE, { ...other, addresses: [] }).map((line) => line.split(':')[0])).toEqual([
      'warning',
      'warning',
    ]);
    const meant = on({ eno1: uplink, br0: uplink }, 5);
    expect(toldOn(CODE, { ...meant, addresses: [] }).map((line) => line.split(':')[0])).toEqual([
      'info',
      'info',
    ]);
  });

  it('is an error of a port in none, which gets the uplink’s', () => {
    expect(foundOn(CODE, on({ vnet0: [] }))).toMatchObject([
      { severity: 'error', title: 'web’s net0: its port is in no VLAN', repairs: [{ edit: { vlans: own } }] },
    ]);
  });

  it('is info of a tagged one', () => {
    expect(toldOn(CODE, on({ vnet0: [...own, inVlan(30)] }))).toEqual([
      'info: web’s net0: no uplink of br0 carries its tagged VLAN 30',
    ]);
  });
});

describe('the host’s own VLAN on its bridge', () => {
  it('is an error where it goes out by it', () => {
    expect(toldOn(CODE, on({ br0: [inVlan(99, 'native')] }))).toEqual([
      'error: br0: the host’s address is in VLAN 99, which no port carries',
    ]);
    expect(toldOn(CODE, on({ br0: [] }))).toEqual(['error: br0: the host’s address is in no VLAN']);
  });

  it('has to be on the bridge itself for a VLAN link above it', () => {
    const lower = { name: 'br0', ifindex: null, netnsId: null };
    const vlan = aLink('br0.40', { infoKind: 'vlan', vlan: { id: 40, protocol: '802.1Q' }, lower });
    const host = on({ eno1: allTagged });
    const address = {
      link: 'br0.40',
      family: 'inet',
      address: '10.4.0.2',
      prefixLength: 24,
      scope: 'global',
    } as const;
    const above = { ...host, links: [...host.links, vlan], addresses: [...lan.addresses, address] };
    expect(foundOn(CODE, above)).toMatchObject([
      {
        severity: 'warning',
        title: 'br0.40: br0 gives the host no VLAN 40',
        repairs: [{ edit: { link: 'link:br0', vlans: [...own, inVlan(40)] } }],
      },
    ]);
    expect(toldOn(CODE, { ...above, portVlans: { ...above.portVlans, br0: [...own, inVlan(40)] } })).toEqual(
      [],
    );
  });
});

it('is nothing on a VLAN-aware bridge of Proxmox VE’s, on a trunk without a native VLAN, or without an uplink', () => {
  const proxmox = on({ eno1: allTagged, vnet0: [inVlan(30, 'native')], vnet1: allTagged });
  expect(toldOn(CODE, proxmox)).toEqual([]);
  const trunk = on({
    eno1: [inVlan(10), inVlan(20)],
    vnet0: [inVlan(10, 'native')],
    vnet1: [inVlan(20, 'native')],
  });
  expect(toldOn(CODE, { ...trunk, addresses: [] })).toEqual([]);
  const alone = on({ vnet0: [inVlan(30, 'native')] });
  expect(
    toldOn(CODE, { ...alone, links: alone.links.filter(({ name }) => name !== 'eno1'), addresses: [] }),
  ).toEqual([]);
  expect(toldOn(CODE, lan)).toEqual([]);
});

it('is not judged where the VLANs of ports weren’t read', () => {
  const missing = on({ vnet0: [inVlan(30, 'native')] });
  expect(toldOn(CODE, { ...missing, sources: allSources({ 'bridge-vlan': 'failed' }) })).toEqual([]);
  const { portVlans: _, ...untold } = missing;
  expect(toldOn(CODE, untold)).toEqual([]);
});

describe('a VLAN that no uplink of Open vSwitch carries', () => {
  function repairs(uplink: Partial<OvsPort>) {
    const onSwitch = { slaveKind: 'openvswitch', bridgePort: null };
    const ports = [aSwitchPort('eno1', uplink), aSwitchPort('vnet0', { tag: 30 })];
    const found = foundOn(CODE, {
      links: [
        aPnic('eno1', 'br0', onSwitch),
        aTap('vnet0', 'br0', onSwitch),
        aLink('br0', { infoKind: 'openvswitch' }),
      ],
      domains: lan.domains.slice(0, 1),
      ovs: { bridges: [aSwitch('br0', ...ports)] },
    });
    return found.flatMap((one) =>
      one.repairs.flatMap((repair) => (repair.kind === 'edit' ? repair.edit : [])),
    );
  }
  const set = { kind: 'switch-vlans', port: 'link:eno1' };

  it('is added to the trunks of a trunk, and of one with a native VLAN', () => {
    const trunk = { ...set, mode: 'trunk', tag: null, trunks: [10, 20, 30] };
    expect(repairs({ trunks: [10, 20] })).toEqual([trunk]);
    expect(repairs({ tag: 5, trunks: [20, 10], vlanMode: 'trunk' })).toEqual([trunk]);
    expect(repairs({ tag: 1, trunks: [10], vlanMode: 'native-untagged' })).toEqual([
      { ...set, mode: 'native-untagged', tag: 1, trunks: [10, 30] },
    ]);
  });

  it('makes an access port one with a native VLAN, which takes no more than that, as it ignored its trunks', () => {
    const native = { ...set, mode: 'native-untagged', tag: 1, trunks: [30] };
    expect(repairs({ tag: 1 })).toEqual([native]);
    expect(repairs({ tag: 1, trunks: [20, 30] })).toEqual([native]);
  });

  it('is nobody’s to change on a tunnel of tags, and nothing on a port that passes all', () => {
    expect(repairs({ tag: 1, vlanMode: 'dot1q-tunnel' })).toEqual([]);
    expect(repairs({})).toEqual([]);
  });
});
