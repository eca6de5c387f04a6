import type { Traffic } from '#shared/api.ts';

/** How busy a cable looks: 0 (idle, below 1 kB/s) to 5 (100 MB/s and more), a step for each power of ten. */
export function loadOf(traffic: Traffic | undefined): number {
  if (traffic === undefined) return 0;
  const rate = traffic.rx + traffic.tx;
  return rate < 1000 ? 0 : Math.min(5, Math.floor(Math.log10(rate)) - 2);
}
