import { countsKey, type EarlierCounts } from '#shared/host/earlierCounts.ts';
import type { Link, LinkCounters } from '#shared/host/link.ts';
import type { Losses } from '#shared/host/losses.ts';

/** Readings are kept this far apart: what is lost in less says little, and a finding would change with each poll. */
const APART_MS = 10_000;
/** What was lost longer ago than this is no longer news. */
const WINDOW_MS = 60_000;

interface Mark {
  readonly at: number;
  /** By `countsKey`. */
  readonly counters: ReadonlyMap<string, LinkCounters>;
}

/** Keeps the counters of earlier readings, and tells what links lost since the oldest of them. */
export class LossWatch {
  #marks: Mark[] = [];
  #losses: Losses | null = null;
  #latest = 0;

  /** Null until two readings ten seconds apart were seen. */
  get losses(): Losses | null {
    return this.#losses;
  }

  /** What was counted at the oldest reading that is kept, at most a minute before the latest; null: it is the only one. */
  get earlier(): EarlierCounts | null {
    const [oldest] = this.#marks;
    if (oldest === undefined || oldest.at >= this.#latest) return null;
    return { ms: this.#latest - oldest.at, counters: oldest.counters };
  }

  /** @param at milliseconds: when these were read */
  see(links: readonly Link[], at: number): void {
    this.#latest = at;
    const last = this.#marks.at(-1);
    if (last !== undefined && at - last.at < APART_MS && at >= last.at) return;
    const counters = new Map(
      links.flatMap((link) => (link.counters === null ? [] : [[countsKey(link), link.counters] as const])),
    );
    // A clock that was set back makes every earlier reading worthless.
    const kept = this.#marks.filter((mark) => mark.at < at);
    const recent = kept.filter((mark) => at - mark.at <= WINDOW_MS);
    this.#marks = [...(recent.length > 0 ? recent : kept.slice(-1)), { at, counters }];
    const [oldest] = this.#marks;
    this.#losses =
      oldest === undefined || oldest.at === at
        ? null
        : { seconds: Math.round((at - oldest.at) / 1000), links: lossesOf(links, oldest) };
  }
}

function lossesOf(links: readonly Link[], { counters }: Mark): Losses['links'] {
  const found = links.flatMap((link) => {
    const was = counters.get(countsKey(link));
    if (was === undefined || link.counters === null) return [];
    const risen = riseOf(was, link.counters);
    const { rxErrors, txErrors, rxDropped, txDropped } = risen;
    return rxErrors + txErrors + rxDropped + txDropped === 0 ? [] : [[link.name, risen] as const];
  });
  return Object.fromEntries(found);
}

/** A counter that fell was reset by its driver. */
function riseOf(was: LinkCounters, now: LinkCounters): LinkCounters {
  const rise = (name: keyof LinkCounters) => Math.max(0, now[name] - was[name]);
  return {
    rxBytes: rise('rxBytes'),
    txBytes: rise('txBytes'),
    rxPackets: rise('rxPackets'),
    txPackets: rise('txPackets'),
    rxErrors: rise('rxErrors'),
    txErrors: rise('txErrors'),
    rxDropped: rise('rxDropped'),
    txDropped: rise('txDropped'),
  };
}
