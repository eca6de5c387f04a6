import { hostOf } from './cidr.ts';
import { macOrNull } from './mac.ts';
import { OddLines } from './oddLines.ts';
import type { Parsed } from './result.ts';
import { tableLines } from './virshTable.ts';

/** One address of one of a VM's NICs. */
export interface DomifaddrRow {
  readonly mac: string;
  /** Without the prefix length. */
  readonly address: string;
}

/**
 * Reads `virsh domifaddr DOMAIN --source agent|lease|arp`, with or without `--full` and header. The guest's own names
 * of its NICs may hold blanks ("Local Area Connection"), so a row is read from its end.
 *
 * Source of the format: libvirt `tools/virsh-domain-monitor.c` `cmdDomIfAddr()`.
 */
export function parseDomifaddr(text: string): Parsed<DomifaddrRow[]> {
  const addresses: DomifaddrRow[] = [];
  let mac: string | null = null;
  const odd = new OddLines('virsh domifaddr');
  for (const [index, { line, words }] of tableLines(text).entries()) {
    //  eth0       52:54:00:aa:00:02    ipv4         10.77.0.11/24
    //  -          -                    ipv6         fe80::5054:ff:feaa:2/64      another address of the same NIC
    //  eth1       52:54:00:aa:00:03    N/A          N/A
    const [macWord, protocol, address] = words.slice(-3).map((word) => word.text);
    if (words.length < 3 || !/^(?:ipv4|ipv6|N\/A)$/.test(protocol ?? '')) {
      odd.add(line, index, 'an address');
      mac = null;
      continue;
    }
    // A NIC without a MAC (a tunnel in the guest) leaves the column blank or prints N/A.
    if (macWord !== '-') mac = macOrNull(macWord ?? '');
    const host = hostOf(address ?? '');
    if (mac !== null && host !== null) addresses.push({ mac, address: host });
  }
  return odd.parsed(addresses, addresses.length);
}
