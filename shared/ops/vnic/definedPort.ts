import type { DomainInterface } from '#shared/host/domain.ts';
import { parseInterfaceXml } from '#shared/parse/interfaceXml.ts';
import { attributeOf, childOf, childrenOf, type XmlElement } from '#shared/parse/xml.ts';
import type { VlanRange } from '../../host/vlanRange.ts';
import type { PortKept } from '../op.ts';

// <port isolated='yes'/>
/** What libvirt sets on the port of a vNIC whenever it plugs it into a bridge of the kernel’s. */
export function definedPort({ xml }: DomainInterface): PortKept {
  const element = parseInterfaceXml(xml);
  if (!element.ok) return { settings: {} };
  const isolated = attributeOf(childOf(element.value, 'port'), 'isolated') === 'yes';
  const vlans = vlansIn(element.value);
  return {
    settings: isolated ? { isolated: 'on' } : {},
    ...(vlans.length === 0 ? {} : { vlans }),
  };
}

// <vlan><tag id='42'/></vlan>   <vlan trunk='yes'><tag id='42' nativeMode='untagged'/><tag id='47'/></vlan>
/**
 * As libvirt 11 and later set it (src/util/virnetdevbridge.c); earlier ones start no VM with it on such a bridge. With
 * a virtualport it is meant for another kind of switch.
 */
function vlansIn(vnic: XmlElement): VlanRange[] {
  const vlan = childOf(vnic, 'vlan');
  if (vlan === null || childOf(vnic, 'virtualport') !== null) return [];
  const tags = childrenOf(vlan, 'tag');
  const isTrunk = tags.length > 1 || attributeOf(vlan, 'trunk') === 'yes';
  return tags.flatMap((tag): VlanRange[] => {
    const id = Number(attributeOf(tag, 'id') ?? Number.NaN);
    if (!Number.isInteger(id) || id < 1 || id > 4094) return [];
    const native = attributeOf(tag, 'nativeMode');
    const pvid = !isTrunk || native !== null;
    return [{ first: id, last: id, pvid, untagged: pvid && native !== 'tagged' }];
  });
}
