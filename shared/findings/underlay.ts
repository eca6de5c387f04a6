import type { Link } from '#shared/host/link.ts';
import { covers, readPrefix } from '#shared/host/prefix.ts';
import type { Scene } from './scene.ts';

/** The link that the packets of a VXLAN tunnel leave by: the one that it names, else by the routes; null: not known. */
export function underlayOf({ lower, vxlan }: Link, { snapshot, links }: Scene): Link | null {
  if (lower !== null) return lower.name === null ? null : (links.get(lower.name) ?? null);
  const remote = readPrefix(vxlan?.remote ?? '');
  if (remote === null) return null;
  let best: { readonly link: string; readonly length: number } | null = null;
  for (const { destination, link, family } of snapshot.routes) {
    if (link === null || family !== remote.family) continue;
    const prefix = destination === 'default' ? { ...remote, length: 0 } : readPrefix(destination);
    if (prefix === null || !covers(prefix, remote)) continue;
    if (best === null || prefix.length > best.length) best = { link, length: prefix.length };
  }
  return best === null ? null : (links.get(best.link) ?? null);
}

/** Bytes that a tunnel adds to what a guest sends: the inner Ethernet header, VXLAN, UDP and the outer IP (RFC 7348, 5). */
export function overheadOf({ vxlan }: Link): number {
  return vxlan?.remote?.includes(':') ? 70 : 50;
}
