import type { DhcpServer } from '#shared/host/dhcpServer.ts';
import { OddLines } from './oddLines.ts';
import type { Parsed } from './result.ts';

/** UNCONN, the two queues, where it is bound, its peer; then whose it is. */
const SOCKET = /^\S+\s+\d+\s+\d+\s+(\S+)\s+\S+(.*)$/;
/** `*` of older releases, an address, either with the link that it is bound to; a link’s name may hold a colon. */
const BOUND = /^(\*|[0-9.]+)(?:%(\S+))?:(?:67|bootps)$/;
const PROCESS = /\("((?:[^"\\]|\\.)*)",pid=(\d+),fd=\d+\)/g;

/**
 * Reads `ss -Hlun4p 'sport = :67'`: who listens for DHCP clients. Without root it doesn’t tell whose another user’s
 * socket is.
 *
 * Source of the format: iproute2 `misc/ss.c` `inet_addr_print()`, `proc_show()`.
 */
export function parseDhcpServers(text: string): Parsed<DhcpServer[]> {
  const servers: DhcpServer[] = [];
  const odd = new OddLines('ss');
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    // UNCONN 0      0      0.0.0.0%virbr0:67 0.0.0.0:* users:(("dnsmasq",pid=1086,fd=3))
    // UNCONN 0      0      192.168.1.1:67 0.0.0.0:*      kea-dhcp4, beside a packet socket
    const [, bound = '', rest = ''] = SOCKET.exec(line) ?? [];
    const [whole, address = '*', link] = BOUND.exec(bound) ?? [];
    if (whole === undefined) {
      odd.add(line, index, 'a socket of port 67');
      continue;
    }
    const processes = new Map<number, string>();
    for (const [, program = '', pid] of rest.matchAll(PROCESS)) processes.set(Number(pid), program);
    servers.push({
      link: link ?? null,
      address: address === '*' || address === '0.0.0.0' ? null : address,
      processes: [...processes].map(([pid, program]) => ({ pid, program })),
    });
  }
  return odd.parsed(servers, servers.length);
}
