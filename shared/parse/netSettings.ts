import type { NetSettings } from '#shared/host/netSettings.ts';
import { OddLines } from './oddLines.ts';
import type { Parsed } from './result.ts';

const SYS = '/proc/sys/net';

/** The kernel’s devices that have no class of their own, `/dev/vhost-net` among them. */
export const MISC_DEVICES = '/proc/misc';

/** The files that tell it, but for the devices. @param links whose reverse path filter is asked for */
export function netSettingFiles(links: readonly string[]): readonly string[] {
  const bridge = ['iptables', 'ip6tables', 'arptables'].map((name) => `${SYS}/bridge/bridge-nf-call-${name}`);
  return [
    `${SYS}/ipv4/ip_forward`,
    `${SYS}/ipv6/conf/all/forwarding`,
    ...bridge,
    ...['all', ...links].map((name) => `${SYS}/ipv4/conf/${name}/rp_filter`),
    '/proc/net/ip_tables_names',
    '/proc/net/ip6_tables_names',
  ];
}

/**
 * Reads `grep -sH '' FILE…` of these files. One that is not there, or that only root may read, is left out.
 *
 * Source of the formats: Linux `Documentation/networking/ip-sysctl.rst`, `net/netfilter/x_tables.c`, `drivers/char/misc.c`.
 */
export function parseNetSettings(text: string): Parsed<NetSettings> {
  const odd = new OddLines('The kernel’s settings');
  const numbers = new Map<string, number>();
  const tables: { ip: string[]; ip6: string[] } = { ip: [], ip6: [] };
  let vhostNet: boolean | null = null;
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    // /proc/net/ip_tables_names:filter
    const [, family, table] = /^\/proc\/net\/(ip6?)_tables_names:(\w+)$/.exec(line) ?? [];
    // /proc/sys/net/ipv4/conf/br0/rp_filter:2
    const [, file, value] = /^\/proc\/sys\/net\/(.+):(\d{1,9})$/.exec(line) ?? [];
    // /proc/misc:238 vhost-net
    const [, device] = /^\/proc\/misc: *\d{1,9} (.*)$/.exec(line) ?? [];
    if (device !== undefined) vhostNet = vhostNet === true || device === 'vhost-net';
    else if (table !== undefined) tables[family === 'ip' ? 'ip' : 'ip6'].push(table);
    else if (file !== undefined) numbers.set(file, Number(value));
    else odd.add(line, index, 'a setting');
  }
  const isOn = (file: string) => (numbers.get(file) ?? 0) > 0;
  const known = (file: string) => (numbers.has(file) ? isOn(file) : null);
  const call = (name: string) => isOn(`bridge/bridge-nf-call-${name}`);
  const settings: NetSettings = {
    forwardsIpv4: known('ipv4/ip_forward'),
    forwardsIpv6: known('ipv6/conf/all/forwarding'),
    bridgeCalls: numbers.has('bridge/bridge-nf-call-iptables')
      ? { iptables: call('iptables'), ip6tables: call('ip6tables'), arptables: call('arptables') }
      : null,
    reversePath: Object.fromEntries(
      [...numbers].flatMap(([file, value]) => {
        const link = /^ipv4\/conf\/(.+)\/rp_filter$/.exec(file)?.[1];
        return link === undefined ? [] : [[link, value]];
      }),
    ),
    legacyTables: tables,
    vhostNet,
  };
  return odd.parsed(settings, numbers.size);
}
