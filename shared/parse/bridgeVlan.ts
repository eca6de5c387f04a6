import type { VlanRange } from '../host/vlanRange.ts';
import { numberField, objectsField, textField, textsField } from './json.ts';
import { parseJsonRows } from './jsonRows.ts';
import { type Parsed, parsed } from './result.ts';

/** The VLANs of each port, and of each bridge itself, by name. */
export type PortVlans = Readonly<Record<string, readonly VlanRange[]>>;

/**
 * Reads `bridge -j -compressvlans vlan show`. A row without an interface, and a VLAN that is none, are passed over.
 *
 * Source of the format: iproute2 `bridge/vlan.c` `print_vlan_port()`.
 */
export function parseBridgeVlan(text: string): Parsed<PortVlans> {
  const rows = parseJsonRows(text, 'bridge vlan');
  if (!rows.ok) return rows;
  const ports = new Map<string, VlanRange[]>();
  for (const row of rows.value) {
    // {"ifname":"vnet1","vlans":[{"vlan":1,"flags":["PVID","Egress Untagged"]},{"vlan":20,"vlanEnd":29}]}
    const link = textField(row, 'ifname');
    if (link === null) continue;
    const vlans = ports.get(link) ?? [];
    for (const vlan of objectsField(row, 'vlans')) {
      const first = numberField(vlan, 'vlan');
      const last = numberField(vlan, 'vlanEnd') ?? first;
      if (first === null || last === null || !isVlan(first) || !isVlan(last) || last < first) continue;
      const flags = textsField(vlan, 'flags');
      vlans.push({ first, last, pvid: flags.includes('PVID'), untagged: flags.includes('Egress Untagged') });
    }
    ports.set(link, vlans);
  }
  return parsed(Object.fromEntries(ports), rows.odd);
}

/** IEEE 802.1Q: 0 and 4095 are no VLAN. */
function isVlan(id: number): boolean {
  return Number.isInteger(id) && id >= 1 && id <= 4094;
}
