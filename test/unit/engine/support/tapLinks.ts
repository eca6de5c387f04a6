import { printed } from './scriptedHost.ts';
import { scriptedReader } from './scriptedReader.ts';

const TAP = { link_type: 'ether', mtu: 1500, operstate: 'UNKNOWN', address: 'fe:54:00:00:00:01' };

/** A row of `ip -j -d link`; it is held by somebody where its flags have `LOWER_UP`. */
export const tap = (ifindex: number, ifname: string, ...flags: string[]) => ({
  ...TAP,
  ifindex,
  ifname,
  flags: ['UP', ...flags],
  linkinfo: { info_kind: 'tun', info_data: { type: 'tap' } },
});

/** The one whose device is `/dev/tap23`. */
export const macvtap = {
  ...TAP,
  ifindex: 23,
  ifname: 'macvtap0',
  flags: ['UP'],
  linkinfo: { info_kind: 'macvtap' },
};

/** What `ip -j link` prints of these rows. */
export const links = (...rows: object[]) => JSON.stringify(rows);

/** A reader of a host that has these links and nothing else.
 * @param text as `links` makes it
 */
export function withLinks(text: string) {
  const parts = scriptedReader();
  parts.host.script('ip', (argv) => printed(argv.includes('link') ? text : '[]'));
  return parts;
}
