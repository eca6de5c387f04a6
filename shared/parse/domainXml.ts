import type { DomainInterface } from '#shared/host/domain.ts';
import { interfaceFacts } from './interfaceXml.ts';
import { type Parsed, parsed, unparsable } from './result.ts';
import { attributeOf, childOf, parseElement, textOf, type XmlElement } from './xml.ts';

/** What one `dumpxml` tells, whether it is the live XML or the definition. */
export interface DomainXml {
  readonly uuid: string;
  readonly name: string;
  /** The user's short description, without line breaks; null when there is none. */
  readonly title: string | null;
  /** It is that of a running domain, which alone has an id: `dumpxml` prints the definition of one that is off. */
  readonly live: boolean;
  /** In the order of the document. */
  readonly interfaces: readonly DomainInterface[];
}

/**
 * Reads `virsh dumpxml` and `virsh dumpxml --inactive`.
 *
 * Besides each `<interface>`, each `<hostdev>` that may be a network device counts as an interface of type
 * `hostdev`. Whether a passed-through PCI device is a NIC at all is not in the XML: it has no MAC here, and only its
 * PCI address (`source.pci`) can join it to a physical or virtual function of the host.
 *
 * Format: https://libvirt.org/formatdomain.html
 */
export function parseDomainXml(xml: string): Parsed<DomainXml> {
  const domain = parseElement(xml, 'The XML of a VM');
  if (!domain.ok) return domain;
  if (domain.value.name !== 'domain') {
    return unparsable(`The XML of a VM is a <${domain.value.name}> instead of a <domain>.`);
  }
  // <uuid>7f0d8879-…</uuid>, <name>it&apos;s &quot;q&quot;</name>
  const uuid = textOf(childOf(domain.value, 'uuid'))?.trim().toLowerCase() ?? '';
  const name = textOf(childOf(domain.value, 'name'));
  if (uuid === '' || name === null) return unparsable('The XML of a VM has no name or no UUID.');
  // <domain type='kvm' id='7'>
  const live = attributeOf(domain.value, 'id') !== null;
  const title = textOf(childOf(domain.value, 'title'));
  const devices = childOf(domain.value, 'devices');
  const interfaces = (devices?.children ?? [])
    .filter((node) => typeof node !== 'string')
    .filter((node) => node.name === 'interface' || (node.name === 'hostdev' && mayBeNetwork(node)))
    .map(interfaceFacts);
  return parsed({ uuid, name, title, live, interfaces });
}

// <hostdev mode='subsystem' type='pci' managed='yes'> | LXC: <hostdev mode='capabilities' type='net'>
function mayBeNetwork(hostdev: XmlElement): boolean {
  const type = attributeOf(hostdev, 'type');
  return attributeOf(hostdev, 'mode') === 'capabilities' ? type === 'net' : type === 'pci';
}
