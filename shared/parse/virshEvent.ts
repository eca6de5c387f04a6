export interface VirshEvent {
  /** `lifecycle`, `device-added`, `device-removed`, … */
  readonly event: string;
  readonly domain: string;
  /** `Started Booted`, or the device's alias; empty for an event that has none. */
  readonly detail: string;
}

/**
 * Reads one line of `virsh event --all --loop --timestamp`; null for any other line. The name is printed as it is,
 * quotes and all: it ends at the last `':` of the line. Before 2021 virsh put it into no quotes, and it ends at the
 * last `: `.
 *
 * Source of the format: libvirt `tools/virsh-domain-event.c` `virshEventPrint()`.
 */
export function parseVirshEvent(line: string): VirshEvent | null {
  // 2026-11-20 10:39:32.939+0000: event 'lifecycle' for domain 'web 01': Resumed Unpaused
  // 2026-11-20 10:39:32.939+0000: event 'reboot' for domain 'web 01'   or with a colon, before lines of details
  const match = /^(?:\d{4}-\S+ \S+: )?event '([a-z-]+)' for domain (.*)$/.exec(line);
  if (match === null) return null;
  const [, event = '', rest = ''] = match;
  const [, domain = '', detail = ''] = /^'(.*)': ?(.*)$/.exec(rest) ??
    /^'(.*)'$/.exec(rest) ??
    /^(.*):(?: (.*))?$/.exec(rest) ?? [rest, rest];
  return { event, domain, detail };
}
