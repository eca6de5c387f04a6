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
    if (before[link]?.rx === next[link]?.rx && before[link]?.tx === next[link]?.tx) continue;
    for (const listener of waiting) listener();
  }
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
