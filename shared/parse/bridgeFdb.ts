import type { FdbEntry } from '#shared/host/address.ts';
import { numberField, textField } from './json.ts';
import { parseJsonRows } from './jsonRows.ts';
import { macOrNull } from './mac.ts';
import { type Parsed, parsed } from './result.ts';

/**
 * Reads `bridge -j fdb show`. A row without a MAC or an interface is passed over.
 *
 * Source of the format: iproute2 `bridge/fdb.c` `print_fdb()`.
 */
export function parseBridgeFdb(text: string): Parsed<FdbEntry[]> {
  const rows = parseJsonRows(text, 'bridge fdb');
  if (!rows.ok) return rows;
  const entries: FdbEntry[] = [];
  for (const row of rows.value) {
    // {"mac":"52:54:00:aa:00:02","ifname":"vnet1","vlan":7,"flags":[],"master":"br0","state":""}
    // "state" is "permanent" for a port's own address, "static" for one that was set, "" or "stale" for a learned one.
    const mac = macOrNull(textField(row, 'mac'));
    const link = textField(row, 'ifname');
    if (mac === null || link === null) continue;
    const state = textField(row, 'state');
    entries.push({
      mac,
      link,
      master: textField(row, 'master'),
      vlan: numberField(row, 'vlan'),
      permanent: state === 'permanent' || state === 'static',
    });
  }
  return parsed(entries, rows.odd);
}
