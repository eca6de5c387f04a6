import type { DomainInterface } from '#shared/host/domain.ts';
import { parseInterfaceXml } from '#shared/parse/interfaceXml.ts';
import { attributeOf, childOf } from '#shared/parse/xml.ts';
import type { PortKept } from '../op.ts';

// <port isolated='yes'/>
/**
 * What libvirt sets on the port of a vNIC whenever it plugs it into a bridge of the kernel’s: VLANs since libvirt 11
 * (src/util/virnetdevbridge.c); earlier ones start no VM with them on such a bridge.
 */
export function definedPort({ xml, virtualPort, vlans = [] }: DomainInterface): PortKept {
  const element = parseInterfaceXml(xml);
  if (!element.ok) return { settings: {} };
  const isolated = attributeOf(childOf(element.value, 'port'), 'isolated') === 'yes';
  return {
    settings: isolated ? { isolated: 'on' } : {},
    // With a virtualport they are meant for another kind of switch.
    ...(vlans.length === 0 || virtualPort !== undefined ? {} : { vlans }),
  };
}
