import { describe, expect, it } from 'vitest';
import { vlanMark } from '#shared/host/vlanMark.ts';
import { parseBridgeVlan } from '#shared/parse/bridgeVlan.ts';
import { parseDomainXml } from '#shared/parse/domainXml.ts';
import { interfaceFacts } from '#shared/parse/interfaceXml.ts';
import { parseNetworkXml } from '#shared/parse/networkXml.ts';
import { parseElement } from '#shared/parse/xml.ts';
import { fixture, okValue } from './fixture.ts';

// Written by hand after https://libvirt.org/formatnetwork.html, but for the last one.

const interfaceOf = (inner: string) =>
  interfaceFacts(okValue(parseElement(`<interface type='bridge'>${inner}</interface>`, 'It')));
const mark = (inner: string) => {
  const { vlans } = interfaceOf(inner);
  return vlans === undefined ? null : vlanMark(vlans);
};

describe('the <vlan> of an interface', () => {
  it.each([
    ['one tag', "<vlan><tag id='42'/></vlan>", '42'],
    ['a trunk', "<vlan trunk='yes'><tag id='30'/><tag id='20'/><tag id='21'/></vlan>", '+20–21,30'],
    ['a trunk of one', "<vlan trunk='yes'><tag id='42'/></vlan>", '+42'],
    [
      'a native VLAN',
      "<vlan trunk='yes'><tag id='10' nativeMode='untagged'/><tag id='20'/></vlan>",
      '10 +20',
    ],
    [
      'a native VLAN with its tag',
      "<vlan><tag id='10' nativeMode='tagged'/><tag id='20'/></vlan>",
      '10 +10,20',
    ],
    ['several without the word', "<vlan><tag id='10'/><tag id='20'/></vlan>", '+10,20'],
    ['what is no VLAN', "<vlan><tag id='x'/><tag id='0'/><tag/><tag id='4095'/></vlan>", ''],
    ['none', "<source bridge='br0'/>", null],
  ])('%s', (_, inner, expected) => {
    expect(mark(inner)).toBe(expected);
  });

  it('may come from a portgroup, which the source names', () => {
    expect(interfaceOf("<source network='lan' portgroup='iot'/>").source).toMatchObject({
      network: 'lan',
      portgroup: 'iot',
    });
  });
});

it('comes to what libvirt 11.3 sets on a real bridge, as recorded on a Debian 13', () => {
  const { interfaces } = okValue(parseDomainXml(fixture('machine/dumpxml-vlans.xml')));
  const kernel = okValue(parseBridgeVlan(fixture('machine/bridge-vlan-libvirt.json')));
  expect(interfaces.map(({ vlans }) => vlans)).toEqual(
    interfaces.map(({ targetDev }) => kernel[targetDev ?? '']),
  );
  expect(interfaces.map(({ vlans }) => vlanMark(vlans ?? []))).toEqual([
    '20',
    '10 +20,30',
    '10 +10,20',
    '20',
    '10 +20,30',
  ]);
  const { portgroups = [] } = okValue(parseNetworkXml(fixture('machine/net-dumpxml-vlans.xml')));
  expect(portgroups.map(({ name, vlans }) => `${name} ${vlanMark(vlans ?? [])}`)).toEqual([
    'iot 20',
    'all 10 +20,30',
  ]);
});

it('reads the VLANs of a network and its portgroups', () => {
  const xml = `<network><name>lan</name><uuid>a9c1c43d-0000-4000-8000-000000000001</uuid>
    <forward mode='bridge'/><bridge name='br0'/><vlan><tag id='5'/></vlan>
    <portgroup name='iot' default='yes'><vlan><tag id='20'/></vlan></portgroup>
    <portgroup name='plain'><bandwidth/></portgroup></network>`;
  const { vlans, portgroups } = okValue(parseNetworkXml(xml));
  expect(vlanMark(vlans ?? [])).toBe('5');
  expect(portgroups?.map(({ vlans, ...group }) => ({ ...group, vlans: vlans && vlanMark(vlans) }))).toEqual([
    { name: 'iot', isDefault: true, vlans: '20' },
    { name: 'plain', isDefault: false, vlans: null },
  ]);
});
