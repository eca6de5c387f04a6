import type { Link, LinkCounters } from './link.ts';

/** What links had counted at an earlier reading. */
export interface EarlierCounts {
  /** Between that reading and the latest, in milliseconds. */
  readonly ms: number;
  /** By `countsKey`. */
  readonly counters: ReadonlyMap<string, LinkCounters>;
}

/** By index and name: a link that was made again counts from zero. */
export function countsKey({ ifindex, name }: Pick<Link, 'ifindex' | 'name'>): string {
  return `${ifindex} ${name}`;
}
