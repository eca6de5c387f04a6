import { macOrNull } from './mac.ts';
import { excerpt, type OddEntry, type Parsed, parsed, unparsable } from './result.ts';

/** A MAC that a bridge of Open vSwitch has learned, or was given. */
export interface OvsFdbRow {
  /** OpenFlow’s number of the port; null: the bridge’s own. */
  readonly port: number | null;
  /** Null: it came without a VLAN. */
  readonly vlan: number | null;
  readonly mac: string;
  /** Whole seconds since a frame from it last came in; null: it was set, and stays. */
  readonly age: number | null;
}

/**
 * Reads `ovs-appctl fdb/show BRIDGE`.
 * Source of the format: Open vSwitch `ofproto/ofproto-dpif.c` `ofproto_unixctl_fdb_show()`.
 */
export function parseOvsFdb(text: string): Parsed<OvsFdbRow[]> {
  const [head = '', ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  if (!/^\s*port\s+VLAN\s+MAC\s+Age/.test(head)) {
    return unparsable(`ovs-appctl printed something that is not a table of MACs: “${excerpt(text)}”.`);
  }
  const rows: OvsFdbRow[] = [];
  const odd: OddEntry[] = [];
  for (const line of lines) {
    //     4     0  be:74:f7:d1:be:48    8 | LOCAL     0  aa:cd:1b:f7:b4:45   13 | 2  10  50:54:00:00:00:01  static
    const [, port, vlan, address, age] =
      /^\s*(LOCAL|\d{1,5})\s+(\d{1,4})\s+([0-9a-f:]{17})\s+(\d{1,9}|static)\s*$/.exec(line) ?? [];
    const mac = macOrNull(address ?? null);
    if (mac === null) {
      odd.push({ name: null, words: `“${excerpt(line.trim())}”`, loss: 'missing' });
      continue;
    }
    rows.push({
      port: port === 'LOCAL' ? null : Number(port),
      vlan: vlan === '0' ? null : Number(vlan),
      mac,
      age: age === 'static' ? null : Number(age),
    });
  }
  return parsed(rows, odd);
}
