import type { DhcpLease } from '#shared/host/network.ts';
import { hostOf } from './cidr.ts';
import { macOrNull } from './mac.ts';
import { OddLines } from './oddLines.ts';
import type { Parsed } from './result.ts';
import { cellOf, tableLines } from './virshTable.ts';

/** A lease, but for the network whose leases were asked for. */
export type LeaseRow = Omit<DhcpLease, 'network'>;

/**
 * Reads `virsh net-dhcp-leases NETWORK`, with a header or without (`-q`). Addresses come without the prefix length.
 * Rows without a MAC or an address are passed over.
 */
export function parseDhcpLeases(text: string): Parsed<LeaseRow[]> {
  const leases: LeaseRow[] = [];
  const odd = new OddLines('virsh net-dhcp-leases');
  for (const [index, { line, words }] of tableLines(text).entries()) {
    //  2026-11-20 11:39:51   52:54:00:aa:00:02   ipv4   10.77.0.11/24   web-01   ff:00:aa:…
    const [day, time, mac, protocol, address, ...rest] = words;
    if (!/^\d{4}-\d\d-\d\d$/.test(day?.text ?? '') || time === undefined || rest.length < 2) {
      odd.add(line, index, 'a lease');
      continue;
    }
    const leased = { mac: macOrNull(mac?.text ?? ''), address: hostOf(address?.text ?? '') };
    if (leased.mac === null || leased.address === null || protocol === undefined) continue;
    // The client id stands last, without blanks; the guest chose the hostname.
    leases.push({ mac: leased.mac, address: leased.address, hostname: cellOf(line, rest.slice(0, -1)) });
  }
  return odd.parsed(leases, leases.length);
}
