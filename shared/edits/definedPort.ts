import type { DomainInterface } from '#shared/host/domain.ts';
import { parseInterfaceXml } from '#shared/parse/interfaceXml.ts';
import { attributeOf, childOf } from '#shared/parse/xml.ts';
import type { PortKept } from './op.ts';

// <port isolated='yes'/>
/** What libvirt sets on the port of a vNIC whenever it plugs it into a bridge of the kernel’s. */
export function definedPort({ xml }: DomainInterface): PortKept {
  const element = parseInterfaceXml(xml);
  const port = element.ok ? childOf(element.value, 'port') : null;
  return { settings: attributeOf(port, 'isolated') === 'yes' ? { isolated: 'on' } : {} };
}
