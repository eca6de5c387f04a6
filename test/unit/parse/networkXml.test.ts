import { describe, expect, it } from 'vitest';
import { parseNetworkXml } from '#shared/parse/networkXml.ts';
import { fixture, okValue } from './fixture.ts';

const network = (content: string) =>
  okValue(
    parseNetworkXml(
      `<network><name>n</name><uuid>a9c1c43d-d0e5-40a6-8164-ed826f2be6f0</uuid>${content}</network>`,
    ),
  );

describe('parseNetworkXml', () => {
  it('reads recorded networks of every usual kind', () => {
    expect(okValue(parseNetworkXml(fixture('net-dumpxml-default.xml')))).toEqual({
      uuid: 'bf38e120-85d9-43af-af82-353159ee94a9',
      name: 'default',
      forward: 'nat',
      forwardDev: null,
      cards: [],
      bridge: 'virbr0',
      addresses: ['192.168.122.1/24'],
      dhcp: { ranges: [{ start: '192.168.122.2', end: '192.168.122.254' }], hosts: 0 },
    });
    expect(okValue(parseNetworkXml(fixture('net-dumpxml-lab_net_2.xml')))).toMatchObject({
      name: 'lab net 2',
      forward: 'isolated',
      bridge: 'virbr7',
    });
    expect(okValue(parseNetworkXml(fixture('net-dumpxml-hostbr.xml')))).toMatchObject({
      forward: 'bridge',
      bridge: 'br1',
      addresses: [],
    });
    expect(okValue(parseNetworkXml(fixture('lab/net-dumpxml-routed.xml'))).forward).toBe('route');
  });

  it('reads what it serves: ranges of both families, reservations, the domain', () => {
    const served = network(
      `<domain name='lab.example' localOnly='yes'/>
       <ip address='10.0.0.1' prefix='24'><dhcp><range start='10.0.0.9' end='10.0.0.99'><lease expiry='2'/></range>
         <range start='10.0.0.200'/><host mac='52:54:00:aa:00:01' ip='10.0.0.5'/><host name='x' ip='10.0.0.6'/></dhcp></ip>
       <ip family='ipv6' address='2001:db8::1' prefix='64'><dhcp><range start='2001:db8::10' end='2001:db8::ff'/></dhcp></ip>`,
    );
    expect(served).toMatchObject({
      domain: 'lab.example',
      dhcp: {
        ranges: [
          { start: '10.0.0.9', end: '10.0.0.99' },
          { start: '2001:db8::10', end: '2001:db8::ff' },
        ],
        hosts: 2,
      },
    });
    expect(network('<forward/>')).not.toHaveProperty('dhcp');
  });

  it('takes a forward element without a mode for NAT', () => {
    expect(network('<forward/>').forward).toBe('nat');
  });

  it.each([
    ["<forward mode='nat' dev='eth0'><interface dev='eth1'/></forward>", 'eth0'],
    ["<forward mode='bridge'><interface dev='eth1'/><interface dev='eth2'/></forward>", 'eth1'],
    ["<forward mode='hostdev' managed='yes'><pf dev='eth3'/></forward>", 'eth3'],
    [
      "<forward mode='hostdev'><address type='pci' domain='0' bus='4' slot='0' function='1'/></forward>",
      null,
    ],
  ])('reads the interface of %s', (forward, dev) => {
    expect(network(forward)).toMatchObject({ forwardDev: dev, bridge: null });
  });

  it.each([
    ["<forward mode='private'><interface dev='eth1'/><interface dev='eth2'/></forward>", ['eth1', 'eth2']],
    ["<forward mode='passthrough' dev='eth1'><interface dev='eth1'/></forward>", ['eth1']],
    [
      "<forward dev='eth3' mode='hostdev'><pf dev='eth3'/><address type='pci' domain='0' bus='4' slot='16' function='1'/></forward>",
      ['eth3'],
    ],
    [
      "<forward mode='hostdev'><address type='pci' domain='0' bus='0x04' slot='16' function='1'/></forward>",
      ['0000:04:10.1'],
    ],
    ["<forward mode='nat' dev='eth1'/>", []],
    ["<forward mode='bridge'/><bridge name='br0'/>", []],
  ])('reads the cards of %s', (forward, cards) => {
    expect(network(forward).cards.map((card) => ('dev' in card ? card.dev : card.pci))).toEqual(cards);
  });

  it.each([
    ["address='10.1.2.1' prefix='23'", '10.1.2.1/23'],
    ["address='10.1.2.1' netmask='255.255.254.0'", '10.1.2.1/23'],
    ["address='10.1.2.1' netmask='0.0.0.0'", '10.1.2.1/0'],
    ["family='ipv6' address='2001:db8::1' prefix='48'", '2001:db8::1/48'],
    ["family='ipv6' address='2001:db8::1'", '2001:db8::1/64'],
    ["address='10.1.2.1'", '10.1.2.1/8'],
    ["address='172.16.0.1' netmask='255.0.255.0'", '172.16.0.1/16'],
    ["address='192.168.1.1'", '192.168.1.1/24'],
  ])('reads the address of <ip %s>', (attributes, cidr) => {
    expect(network(`<ip ${attributes}/>`).addresses).toEqual([cidr]);
  });

  it.each([
    ['another document', '<domain/>', '<domain>'],
    ['no name', '<network><uuid>x</uuid></network>', 'no name'],
    [
      'a mode that is not known',
      '<network><name>n</name><uuid>x</uuid><forward mode="warp"/></network>',
      '“warp”',
    ],
    ['text', "error: failed to get network 'x'", 'broken in line 1'],
  ])('refuses %s', (_, xml, message) => {
    expect(parseNetworkXml(xml)).toEqual({ ok: false, message: expect.stringContaining(message) });
  });
});
