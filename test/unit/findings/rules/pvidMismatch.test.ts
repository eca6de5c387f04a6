import { describe, expect, it } from 'vitest';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import { allSources, aPnic, aTap } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { bridgeFacts, inVlan, lan, lanWith } from '../../support/lan.ts';
import { aSwitch, aSwitchPort } from '../../support/ovs.ts';

const CODE = 'pvid-mismatch';
const links = lanWith({ br0: bridgeFacts({ vlanFiltering: true, defaultPvid: 1 }) });

function withPort(vlans: readonly VlanRange[], port = 'vnet0') {
  const plain = [inVlan(1, 'native')];
  return { ...links, portVlans: { br0: plain, eno1: plain, vnet0: plain, vnet1: plain, [port]: vlans } };
}

const pvidAlone = { ...inVlan(10), pvid: true };
const untaggedAlone = { ...inVlan(10), untagged: true };

describe('a port whose two directions differ', () => {
  it('is a warning where its PVID leaves tagged, made one by an edit', () => {
    expect(foundOn(CODE, withPort([pvidAlone]))).toMatchObject([
      {
        severity: 'warning',
        title: 'web’s net0: untagged frames come in as VLAN 10, which leaves tagged',
        repairs: [{ edit: { kind: 'port-vlans', link: 'link:vnet0', vlans: [inVlan(10, 'native')] } }],
      },
    ]);
  });

  it('is a warning where a VLAN leaves untagged and none comes back, on an uplink too', () => {
    expect(toldOn(CODE, withPort([untaggedAlone]))).toEqual([
      'warning: web’s net0: VLANs leave its port untagged, and none comes back',
    ]);
    expect(toldOn(CODE, withPort([untaggedAlone], 'eno1'))).toHaveLength(1);
  });

  it('is info where several VLANs share a port on purpose', () => {
    const shared = [inVlan(10, 'native'), { ...inVlan(20), untagged: true }];
    expect(toldOn(CODE, withPort(shared))).toEqual([
      'info: web’s net0: several VLANs leave its port untagged, VLAN 10 comes back',
    ]);
  });
});

it('is nothing of access ports, trunks with and without a native VLAN, ports in no VLAN, or VLANs that weren’t read', () => {
  expect(toldOn(CODE, withPort([inVlan(10, 'native')]))).toEqual([]);
  expect(toldOn(CODE, withPort([inVlan(1, 'native'), inVlan(2, 'tagged', 4094)], 'eno1'))).toEqual([]);
  expect(toldOn(CODE, withPort([inVlan(10), inVlan(20)], 'eno1'))).toEqual([]);
  expect(toldOn(CODE, withPort([]))).toEqual([]);
  expect(toldOn(CODE, lan)).toEqual([]);
  const sources = allSources({ 'bridge-vlan': 'failed' });
  expect(toldOn(CODE, { ...withPort([pvidAlone]), sources })).toEqual([]);
});

it('is a warning of a guest’s native-tagged port of Open vSwitch, and nothing of an uplink’s', () => {
  const native = { tag: 10, trunks: [10, 20], vlanMode: 'native-tagged' };
  const host = (...ports: Parameters<typeof aSwitch>[1][]) => ({
    ...lan,
    links: [
      aPnic('eno1', 'br0', { slaveKind: 'openvswitch' }),
      aTap('vnet0', 'br0', { slaveKind: 'openvswitch', bridgePort: null }),
    ],
    ovs: { bridges: [aSwitch('br0', ...ports)] },
  });
  expect(foundOn(CODE, host(aSwitchPort('eno1', {}), aSwitchPort('vnet0', native)))).toMatchObject([
    {
      severity: 'warning',
      repairs: [
        {
          kind: 'edit',
          edit: {
            kind: 'switch-vlans',
            port: 'link:vnet0',
            mode: 'native-untagged',
            tag: 10,
            trunks: [10, 20],
          },
        },
      ],
    },
  ]);
  expect(toldOn(CODE, host(aSwitchPort('eno1', native), aSwitchPort('vnet0', { tag: 10 })))).toEqual([]);
});
