import { covers, type Prefix, readPrefix } from '#shared/host/prefix.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';

/** Something on the host that has addresses of a network's range. */
export interface Overlap {
  /** `192.168.50.0/24 of br0`, `10.77.2.1/24 of the network lab net 2`: for a sentence. */
  readonly words: string;
  /**
   * - `same`: libvirt refuses to start the network: it compares routes by prefix and length
   * - `partly`: libvirt starts it, and the host then no longer reaches what was there
   * - `detour`: the range is a part of what is reached through a gateway, and is cut out of that
   */
  readonly how: 'same' | 'partly' | 'detour';
}

/** What overlaps with a network's range, the worst first. @param uuid the network, which does not overlap with itself */
export function overlapsOf(own: Prefix, uuid: string, bridge: string, snapshot: HostSnapshot): Overlap[] {
  const found: Overlap[] = [];
  const look = (text: string, words: string, how: (other: Prefix) => Overlap['how']) => {
    const other = readPrefix(text);
    if (other !== null && (covers(own, other) || covers(other, own))) found.push({ words, how: how(other) });
  };
  const near = (other: Prefix) => (other.length === own.length ? 'same' : 'partly');
  for (const { link, address, prefixLength, scope } of snapshot.addresses) {
    if (link === bridge || scope === 'link' || scope === 'host') continue;
    look(`${address}/${prefixLength}`, `the host’s ${address}/${prefixLength} on ${link}`, near);
  }
  for (const { destination, link, gateway } of snapshot.routes) {
    if (link === bridge || destination === 'default') continue;
    const where = `${gateway === null ? '' : ` via ${gateway}`}${link === null ? '' : ` on ${link}`}`;
    look(destination, `the host’s route to ${destination}${where}`, (other) =>
      gateway !== null && other.length < own.length ? 'detour' : near(other),
    );
  }
  for (const network of snapshot.networks) {
    if (network.uuid === uuid) continue;
    for (const text of network.addresses) look(text, `${text} of the network ${network.name}`, near);
  }
  const order = ['same', 'partly', 'detour'];
  return found.sort((a, b) => order.indexOf(a.how) - order.indexOf(b.how));
}

/** A range that nothing on the host has, for advice; null when all that were tried are taken. */
export function freeRange(snapshot: HostSnapshot): string | null {
  for (let third = 150; third < 255; third += 1) {
    const prefix = readPrefix(`192.168.${third}.1/24`);
    if (prefix !== null && overlapsOf(prefix, '', '', snapshot).length === 0) return `192.168.${third}.1/24`;
  }
  return null;
}
