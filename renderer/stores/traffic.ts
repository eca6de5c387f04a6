import { useCallback, useSyncExternalStore } from 'react';
import type { Traffic } from '#shared/api.ts';

/** Counters change with every read: each cable listens to its own link, so that a read redraws only what changed. */
let rates: Readonly<Record<string, Traffic>> = {};
const listeners = new Map<string, Set<() => void>>();

/** Takes the rates of the latest read and tells those whose rate changed. */
export function showTraffic(next: Readonly<Record<string, Traffic>>): void {
  const before = rates;
  rates = next;
  for (const [link, waiting] of listeners) {
    if (isSame(before[link], next[link])) continue;
    for (const listener of waiting) listener();
  }
}

function isSame(one: Traffic | undefined, other: Traffic | undefined): boolean {
  if (one?.rx !== other?.rx || one?.tx !== other?.tx) return false;
  return (['rxErrors', 'txErrors', 'rxDropped', 'txDropped'] as const).every(
    (field) => one?.lost?.[field] === other?.lost?.[field],
  );
}

/** Bytes per second of one link from the host's side; undefined while unknown. */
export function useTraffic(link: string | null): Traffic | undefined {
  const subscribe = useCallback(
    (listener: () => void) => {
      if (link === null) return () => {};
      const waiting = listeners.get(link) ?? new Set();
      listeners.set(link, waiting.add(listener));
      return () => {
        waiting.delete(listener);
        if (waiting.size === 0) listeners.delete(link);
      };
    },
    [link],
  );
  return useSyncExternalStore(subscribe, () => (link === null ? undefined : rates[link]));
}
