import type { LinkTraits } from '#shared/host/linkTraits.ts';

/**
 * Reads the lines of `duplex`, `uevent` and `addr_assign_type` among what `grep -sH '' /sys/class/net/NAME/duplex …` prints,
 * by link name. Every other line, and what is as on most links, is passed over.
 *
 * Source of the format: Linux `Documentation/ABI/testing/sysfs-class-net`; `DEVTYPE=wlan`: `net/wireless/core.c`;
 * `NET_ADDR_SET`: `include/uapi/linux/netdevice.h`.
 */
export function parseLinkTraits(text: string): Readonly<Record<string, LinkTraits>> {
  const traits = new Map<string, LinkTraits>();
  for (const line of text.split('\n')) {
    // /sys/class/net/enp3s0/duplex:half   …/wlan0/uevent:DEVTYPE=wlan   …/br0/addr_assign_type:3
    const match = /^\/sys\/class\/net\/([^/\s]+)\/(duplex:half|uevent:DEVTYPE=wlan|addr_assign_type:3)$/.exec(
      line,
    );
    if (match === null) continue;
    const [, link = '', told] = match;
    traits.set(link, { ...traits.get(link), ...traitOf(told) });
  }
  return Object.fromEntries(traits);
}

function traitOf(told: string | undefined): LinkTraits {
  if (told === 'duplex:half') return { halfDuplex: true };
  return told === 'uevent:DEVTYPE=wlan' ? { wireless: true } : { macIsSet: true };
}
