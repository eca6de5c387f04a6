import { describe, expect, it } from 'vitest';
import { parseDomainXml } from '#shared/parse/domainXml.ts';
import { parseInterfaceXml, withSource } from '#shared/parse/interfaceXml.ts';
import { serialise } from '#shared/parse/xmlWrite.ts';
import { fixture, okValue } from './fixture.ts';

const uuid = '7f0d8879-50da-4e97-b364-a13908a417b2';
const domain = (devices: string, more = '') =>
  okValue(
    parseDomainXml(`<domain><name>x</name><uuid>${uuid}</uuid>${more}<devices>${devices}</devices></domain>`),
  );

describe('parseDomainXml on recorded XML', () => {
  const live = okValue(parseDomainXml(fixture('dumpxml-web_01.xml')));

  it('reads identity and every interface of a running VM, in order', () => {
    expect(live).toMatchObject({ uuid, name: 'web 01', title: null });
    expect(live.interfaces.map(({ type, mac, targetDev, alias }) => [type, mac, targetDev, alias])).toEqual([
      ['bridge', '52:54:00:aa:00:01', 'vnet0', 'net0'],
      ['network', '52:54:00:aa:00:02', 'vnet1', 'net1'],
      ['direct', '52:54:00:aa:00:03', 'macvtap0', 'net2'],
      ['user', '52:54:00:aa:00:04', null, 'net3'],
      ['bridge', '52:54:00:aa:00:05', 'vnet2', 'net4'],
    ]);
  });

  it('reads where each one is plugged', () => {
    const nothing = { network: null, bridge: null, dev: null, mode: null, pci: null };
    expect(live.interfaces.map(({ source }) => source)).toEqual([
      { ...nothing, bridge: 'br0' },
      { ...nothing, network: 'lab net 2', bridge: 'virbr7' },
      { ...nothing, dev: 'ovl', mode: 'bridge' },
      nothing,
      { ...nothing, network: 'hostbr', bridge: 'br1' },
    ]);
    expect(live.interfaces.map(({ linkState }) => linkState)).toEqual(['up', 'up', 'up', 'up', 'down']);
    expect(live.interfaces.map(({ model }) => model)).toEqual([
      'virtio',
      'virtio',
      'rtl8139',
      'rtl8139',
      'virtio',
    ]);
  });

  it('keeps each element as libvirt printed it', () => {
    for (const { xml } of live.interfaces) expect(fixture('dumpxml-web_01.xml')).toContain(`    ${xml}\n`);
  });

  it('reads the definition, which names no TAP', () => {
    const defined = okValue(parseDomainXml(fixture('dumpxml-inactive-web_01.xml')));
    expect(defined.interfaces.map(({ targetDev, alias }) => [targetDev, alias])).toEqual(
      Array.from({ length: 5 }, () => [null, null]),
    );
    expect(defined.interfaces[1]?.source).toMatchObject({ network: 'lab net 2', bridge: null });
  });

  it('decodes a name', () => {
    expect(okValue(parseDomainXml(fixture('dumpxml-it_s__q_.xml'))).name).toBe(`it's "q"`);
  });
});

describe('parseDomainXml on single elements', () => {
  it("reads a TAP of the user's own", () => {
    const [nic] = domain(
      `<interface type='ethernet'><target dev='tap0' managed='no'/></interface>`,
    ).interfaces;
    expect(nic).toMatchObject({ type: 'ethernet', mac: null, targetDev: 'tap0', targetManaged: false });
  });

  it('reads a virtual function given as an interface, and plain passed-through devices', () => {
    const address = `<address type='pci' domain='0x0000' bus='0x03' slot='0x10' function='0x1'/>`;
    const { interfaces } = domain(`
      <interface type='hostdev'><mac address='52:54:00:AA:00:04'/><source>${address}</source></interface>
      <hostdev mode='subsystem' type='pci' managed='yes'><source><address bus='10' slot='0' function='0'/></source></hostdev>
      <hostdev mode='capabilities' type='net'><source><interface>eth0</interface></source></hostdev>
      <hostdev mode='subsystem' type='usb'><source><vendor id='0x1'/></source></hostdev>
      <hostdev mode='capabilities' type='misc'/>`);
    expect(interfaces.map(({ type, mac, source }) => [type, mac, source.pci, source.dev])).toEqual([
      ['hostdev', '52:54:00:aa:00:04', '0000:03:10.1', null],
      ['hostdev', null, '0000:0a:00.0', null],
      ['hostdev', null, null, 'eth0'],
    ]);
  });

  it('takes only what is directly in devices, and nothing out of metadata, comments or text', () => {
    const decoy = "<interface type='bridge'><source bridge='decoy'/></interface>";
    const { interfaces, title } = domain(
      `<!-- ${decoy} --><redirdev>${decoy}</redirdev><app:interface xmlns:app='urn:x'/><![CDATA[${decoy}]]>`,
      `<title>T &lt;1&gt;</title><metadata><app:x xmlns:app='urn:x'>${decoy}<constructor/></app:x></metadata>`,
    );
    expect([interfaces, title]).toEqual([[], 'T <1>']);
  });

  it('keeps hostile names', () => {
    const [nic] = domain(
      `<interface type='network'><source network='&lt;script&gt;&quot;&#39; é'/></interface>`,
    ).interfaces;
    expect(nic?.source.network).toBe(`<script>"' é`);
  });

  it.each([
    ['another document', '<network><name>x</name></network>', '<network>'],
    ['no UUID', '<domain><name>x</name></domain>', 'no UUID'],
    ['a cut document', fixture('dumpxml-web_01.xml').slice(0, 900), 'broken in line'],
  ])('refuses %s', (_, xml, message) => {
    expect(parseDomainXml(xml)).toEqual({ ok: false, message: expect.stringContaining(message) });
  });
});

describe('the XML of one interface', () => {
  it('is changed from a network to a bridge, and nothing else with it', () => {
    const [, nic] = okValue(parseDomainXml(fixture('dumpxml-web_01.xml'))).interfaces;
    const element = okValue(parseInterfaceXml(nic?.xml ?? ''));
    expect(serialise(withSource(element, 'bridge', { bridge: 'br0' }))).toBe(
      nic?.xml.replace("type='network'", "type='bridge'").replace(/<source [^>]*>/, "<source bridge='br0'/>"),
    );
  });

  it('is refused when it is another element', () => {
    expect(parseInterfaceXml('<disk/>')).toEqual({ ok: false, message: expect.stringContaining('<disk>') });
  });
});
