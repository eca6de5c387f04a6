import type { FdbEntry } from '#shared/host/address.ts';
import { numberField, textField } from './json.ts';
import { parseJsonRows } from './jsonRows.ts';
import { macOrNull } from './mac.ts';
import { type Parsed, parsed } from './result.ts';

/**
 * Reads `bridge -j -s fdb show`, and what the same prints without `-s`. A row without a MAC or an interface is passed over.
 *
 * Source of the format: iproute2 `bridge/fdb.c` `print_fdb()`; `updated` is the kernel’s `now - fdb->updated`
 * (`net/bridge/br_fdb.c`), in whole seconds: `used` counts from when something was last sent to it.
 */
export function parseBridgeFdb(text: string): Parsed<FdbEntry[]> {
  const rows = parseJsonRows(text, 'bridge fdb');
  if (!rows.ok) return rows;
  const entries: FdbEntry[] = [];
  for (const row of rows.value) {
    // {"mac":"52:54:00:aa:00:02","ifname":"vnet1","vlan":7,"used":3,"updated":0,"flags":[],"master":"br0","state":""}
    // "state" is "permanent" for a port's own address, "static" for one that was set, "" or "stale" for a learned one.
    const mac = macOrNull(textField(row, 'mac'));
    const link = textField(row, 'ifname');
    if (mac === null || link === null) continue;
    const state = textField(row, 'state');
    const age = numberField(row, 'updated');
    entries.push({
      mac,
      link,
      master: textField(row, 'master'),
      vlan: numberField(row, 'vlan'),
      permanent: state === 'permanent' || state === 'static',
      ...(age === null || age < 0 ? {} : { age }),
    });
  }
  return parsed(entries, rows.odd);
}
