import { addressText, covers, type Prefix, rangeOf, readPrefix } from '#shared/host/prefix.ts';
import type { Topology } from '#shared/topology/model.ts';

/** The third bytes to try, the first ones where few set up anything by hand. */
const THIRDS = Array.from({ length: 254 }, (_, index) => ((index + 149) % 254) + 1);

/**
 * The first `192.168.x.1/24` that overlaps no address of the host's links and networks; empty when there is none.
 * Routes to elsewhere are not in the graph: the planner looks at those.
 */
export function freeSubnet({ nodes }: Topology): string {
  const taken = nodes
    .flatMap((node) => ('addresses' in node ? node.addresses : []))
    .flatMap((address) => readPrefix(address) ?? []);
  const isFree = (prefix: Prefix) => !taken.some((other) => covers(other, prefix) || covers(prefix, other));
  for (const third of THIRDS) {
    const address = `192.168.${third}.1/24`;
    const prefix = readPrefix(address);
    if (prefix !== null && isFree(prefix)) return address;
  }
  return '';
}

/**
 * What a DHCP server of this subnet would give away: all of it behind the host's own address, or all before it where
 * that is more. Null for what is no IPv4 subnet with room for guests.
 * @param address the host's own, with prefix length
 */
export function dhcpRange(address: string): { readonly start: string; readonly end: string } | null {
  const prefix = readPrefix(address.trim());
  if (prefix?.family !== 'inet' || !address.includes('/') || prefix.length > 30) return null;
  const range = rangeOf(prefix);
  const [first, last] = [range.first + 1n, range.last - 1n];
  const own = prefix.value;
  if (own < first || own > last) return null;
  const [start, end] = last - own >= own - first ? [own + 1n, last] : [first, own - 1n];
  return { start: addressText('inet', start), end: addressText('inet', end) };
}
