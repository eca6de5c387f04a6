import type { LinkCounters } from './link.ts';

/** What links lost between two readings of their counters. */
export interface Losses {
  /** Seconds between the two. */
  readonly seconds: number;
  /** By name how far all of a link’s counters rose, of those that lost anything. */
  readonly links: Readonly<Record<string, LinkCounters>>;
}
