import type { Route } from '#shared/host/address.ts';
import { covers, type Prefix, readPrefix } from '#shared/host/prefix.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Holding } from './stake.ts';

/** The link by which the user's own connection comes in, as something to be kept; empty where nobody came in. */
export function cameIn(snapshot: HostSnapshot): Holding[] {
  const { cameFrom } = snapshot;
  const link = cameFrom === undefined ? null : (wayTo(snapshot, cameFrom)?.link ?? null);
  if (cameFrom === undefined || link === null) return [];
  return [
    { link, clause: `your own connection (SSH from ${cameFrom}) comes in through ${link}`, isAddress: false },
  ];
}

/** How the host reaches an address: by which link, and which neighbour takes what is sent there. */
export interface Way {
  readonly link: string;
  readonly nextHop: string;
}

/**
 * The way that the main routing table names for an address: the longest prefix, then the lowest metric. Null where it
 * is the host's own, or no route leads there.
 * @param address may end in its link, `fe80::1%enp3s0`
 */
export function wayTo({ addresses, routes }: HostSnapshot, address: string): Way | null {
  const [host = '', scope] = address.split('%');
  if (addresses.some((own) => own.address === host)) return null;
  if (scope !== undefined) return { link: scope, nextHop: host };
  const wanted = readPrefix(host);
  if (wanted === null) return null;
  const best = routes
    .flatMap((route) => {
      const prefix = prefixOf(route);
      return prefix !== null && route.link !== null && covers(prefix, wanted)
        ? [{ route, link: route.link, length: prefix.length }]
        : [];
    })
    .sort((a, b) => b.length - a.length || a.route.metric - b.route.metric)[0];
  return best === undefined ? null : { link: best.link, nextHop: best.route.gateway ?? host };
}

function prefixOf({ destination, family }: Route): Prefix | null {
  return readPrefix(destination === 'default' ? (family === 'inet' ? '0.0.0.0/0' : '::/0') : destination);
}
