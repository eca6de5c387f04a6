import type { DomainInterface } from '#shared/host/domain.ts';
import type { SwitchVlans } from '#shared/host/ovsVlans.ts';
import { parseInterfaceXml } from '#shared/parse/interfaceXml.ts';
import { readSwitchVlans } from '#shared/parse/vlanXml.ts';

/** The VLANs that libvirt gives the port of a vNIC on Open vSwitch; null: it names none. */
export function switchVlansOf({ xml }: DomainInterface): SwitchVlans | null {
  const element = parseInterfaceXml(xml);
  return element.ok ? readSwitchVlans(element.value) : null;
}
