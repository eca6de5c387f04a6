import type { Neighbour } from '#shared/host/address.ts';
import { textField, textsField } from './json.ts';
import { parseJsonRows } from './jsonRows.ts';
import { macOrNull } from './mac.ts';
import { type Parsed, parsed } from './result.ts';

/**
 * Reads `ip -j neigh`, with those who were asked for and did not answer.
 *
 * Source of the format: iproute2 `ip/ipneigh.c` `print_neigh()`.
 */
export function parseIpNeigh(text: string): Parsed<Neighbour[]> {
  const rows = parseJsonRows(text, 'ip neigh');
  if (!rows.ok) return rows;
  const neighbours: Neighbour[] = [];
  for (const row of rows.value) {
    // {"dst":"10.0.0.8","dev":"br0","state":["FAILED"]}
    // {"dst":"10.0.0.9","dev":"br0","lladdr":"52:54:00:00:00:09","state":["REACHABLE"]}
    const address = textField(row, 'dst');
    const link = textField(row, 'dev');
    const mac = macOrNull(textField(row, 'lladdr'));
    if (address === null || link === null) continue;
    neighbours.push({ address, mac, link, state: textsField(row, 'state')[0] ?? '' });
  }
  return parsed(neighbours, rows.odd);
}
