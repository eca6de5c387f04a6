/** A file descriptor through which a process holds a TAP (`tun`: which one, only its fdinfo tells) or a macvtap. */
export type OpenTap = { readonly pid: number; readonly descriptor: number } & (
  | { readonly kind: 'tun' }
  | { readonly kind: 'macvtap'; readonly ifindex: number }
);

/**
 * Reads pairs of a descriptor's path and its target, each ended by a NUL, as `find /proc … -printf '%p\0%l\0'` prints
 * them. What is no TAP's device is passed over: any file may be called `/tmp/tap1`.
 */
export function parseOpenTaps(text: string): OpenTap[] {
  const taps: OpenTap[] = [];
  const fields = text.split('\0');
  for (let at = 0; at + 1 < fields.length; at += 2) {
    // /proc/4711/fd/59 → /dev/net/tun | /proc/4711/fd/46 → /dev/tap23; in another mount namespace without "/dev"
    // or in a folder that it has for its root, as Firecracker’s jailer makes one: its fdinfo tells whether it is a TAP
    const place = /^\/proc\/(\d+)\/fd\/(\d+)$/.exec(fields[at] ?? '');
    const device = /^(?:(?:\/dev)?\/tap(\d+)|\/net\/tun|(?:.*\/)?dev\/net\/tun)$/s.exec(fields[at + 1] ?? '');
    if (place === null || device === null) continue;
    const held = { pid: Number(place[1]), descriptor: Number(place[2]) };
    if (device[1] === undefined) taps.push({ kind: 'tun', ...held });
    else taps.push({ kind: 'macvtap', ...held, ifindex: Number(device[1]) });
  }
  return taps;
}
