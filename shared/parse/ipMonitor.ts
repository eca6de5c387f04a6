/**
 * What a line of `ip monitor` or `bridge monitor` means, which print text even under `-j`:
 * - `change`: something changed; what, is learned by reading again, because one edit prints up to ten such lines,
 *   some of them untrue ("Deleted 7: vnet0" of a TAP that only left its bridge)
 * - `overflow`: changes were lost, everything must be read again
 * - `noise`: says nothing new
 *
 * Source of the format: iproute2 `ip/ipmonitor.c` and `lib/libnetlink.c` `rtnl_listen()`.
 */
export type MonitorLine = 'change' | 'overflow' | 'noise';

export function classifyMonitorLine(line: string): MonitorLine {
  // netlink receive error No buffer space available (105)
  if (/No buffer space available|^netlink receive error/.test(line)) return 'overflow';
  // "    link/ether fe:54:00:aa:00:01 …" goes on with the line before | "Timestamp: Fri Nov 20 10:39:32 2026 …"
  if (/^(?:\s|$|Timestamp:)/.test(line)) return 'noise';
  // 8: vnet0: <BROADCAST,MULTICAST> mtu 1500 … master br0 … | Deleted 8: vnet0: … | 52:54:00:aa:00:01 dev vnet0 master br0
  return 'change';
}
