import type { DomainInterface } from '#shared/host/domain.ts';
import { macOrNull } from './mac.ts';
import { type Parsed, unparsable } from './result.ts';
import { readSwitchVlans, readVlan } from './vlanXml.ts';
import { attributeOf, childOf, parseElement, textOf, type XmlElement } from './xml.ts';
import { serialise, withAttribute, withChild } from './xmlWrite.ts';

/** Reads the element that `DomainInterface.xml` holds, for an edit to start from. */
export function parseInterfaceXml(xml: string): Parsed<XmlElement> {
  const element = parseElement(xml, 'The vNIC’s XML');
  if (!element.ok || element.value.name === 'interface' || element.value.name === 'hostdev') return element;
  return unparsable(`The vNIC’s XML is a <${element.value.name}> instead of an <interface>.`);
}

/**
 * The `<interface>` with another type and a `<source>` of exactly these attributes: nothing of the old source stays,
 * because `portid` and the like belong to the old plug.
 */
export function withSource(
  element: XmlElement,
  type: string,
  source: Readonly<Record<string, string>>,
): XmlElement {
  return withChild(withAttribute(element, 'type', type), {
    name: 'source',
    attributes: source,
    children: [],
  });
}

/**
 * The facts of an `<interface>`, or of a `<hostdev>` that may be a network device.
 * Format: https://libvirt.org/formatdomain.html#network-interfaces
 */
export function interfaceFacts(element: XmlElement): DomainInterface {
  const source = childOf(element, 'source');
  const target = childOf(element, 'target');
  const path = attributeOf(source, 'path');
  const portgroup = attributeOf(source, 'portgroup');
  const vlans = readVlan(element);
  const switchVlans = readSwitchVlans(element);
  const mtu = Number(attributeOf(childOf(element, 'mtu'), 'size') ?? '');
  const virtualPort = attributeOf(childOf(element, 'virtualport'), 'type');
  return {
    // <interface type='bridge'> | <hostdev mode='subsystem' type='pci'>
    type: element.name === 'hostdev' ? 'hostdev' : (attributeOf(element, 'type') ?? ''),
    // <mac address='52:54:00:aa:00:01'/>
    mac: macOrNull(attributeOf(childOf(element, 'mac'), 'address')),
    // <model type='virtio'/>
    model: attributeOf(childOf(element, 'model'), 'type'),
    // <source network='lab net 2' portid='…' bridge='virbr7'/> | <source dev='eth0' mode='bridge'/>
    source: {
      network: attributeOf(source, 'network'),
      ...(portgroup === null ? {} : { portgroup }),
      bridge: attributeOf(source, 'bridge'),
      // <source><interface>eth0</interface></source> in an LXC <hostdev>
      dev: attributeOf(source, 'dev') ?? textOf(childOf(source, 'interface')),
      mode: attributeOf(source, 'mode'),
      // vhostuser: <source type='unix' path='/run/vhu0.sock' mode='client'/>
      ...(path === null ? {} : { path }),
      pci: pciAddress(childOf(source, 'address')),
    },
    // <target dev='tap0' managed='no'/>
    targetDev: attributeOf(target, 'dev'),
    targetManaged: attributeOf(target, 'managed') !== 'no',
    // <link state='down'/>
    linkState: attributeOf(childOf(element, 'link'), 'state') === 'down' ? 'down' : 'up',
    // <virtualport type='openvswitch'>
    ...(virtualPort === null ? {} : { virtualPort }),
    ...(vlans === null ? {} : { vlans }),
    ...(switchVlans === null ? {} : { switchVlans }),
    // <mtu size='9000'/>
    ...(Number.isInteger(mtu) && mtu > 0 ? { mtu } : {}),
    // <alias name='net0'/>
    alias: attributeOf(childOf(element, 'alias'), 'name'),
    xml: serialise(element),
  };
}

/**
 * `0000:03:10.1`; null for what is no PCI address. In a `<hostdev>` the type may be missing, and a definition may hold
 * decimal numbers.
 */
// <address type='pci' domain='0x0000' bus='0x03' slot='0x10' function='0x1'/>
export function pciAddress(address: XmlElement | null): string | null {
  const type = attributeOf(address, 'type');
  if (address === null || (type !== null && type !== 'pci')) return null;
  const part = (name: string, width: number) => {
    const value = attributeOf(address, name) ?? (name === 'domain' ? '0' : '');
    return /^(?:0x[0-9a-f]{1,8}|[0-9]{1,8})$/i.test(value)
      ? Number(value).toString(16).padStart(width, '0')
      : null;
  };
  const [domain, bus, slot, fn] = [part('domain', 4), part('bus', 2), part('slot', 2), part('function', 1)];
  return domain === null || bus === null || slot === null || fn === null
    ? null
    : `${domain}:${bus}:${slot}.${fn}`;
}
