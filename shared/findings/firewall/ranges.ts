import { type Prefix, rangeOf, readPrefix } from '#shared/host/prefix.ts';
import type { AddressRange, PacketEnd } from './packet.ts';

/** How many of the packets something holds for: `some`: certainly not all; `unknown`: it can’t be told. */
export type Share = 'all' | 'some' | 'none' | 'unknown';

export function rangeOfPrefix(prefix: Prefix): AddressRange {
  return { family: prefix.family, ...rangeOf(prefix) };
}

/** `10.0.0.0/8`, `10.0.0.1`, `10.0.0.1-10.0.0.9`; null for anything else. */
export function readRange(text: string): AddressRange | null {
  const [first, last, ...more] = text.split('-').map(readPrefix);
  if (first === null || first === undefined || last === null || more.length > 0) return null;
  if (last === undefined) return rangeOfPrefix(first);
  return first.family === last.family ? { family: first.family, first: first.value, last: last.value } : null;
}

/** For how many of the addresses that an end may have one of the ranges holds. */
export function shareWithin(
  { within, never }: Pick<PacketEnd, 'within' | 'never'>,
  ranges: readonly AddressRange[],
): Share {
  if (within === null) {
    if (ranges.some(isAnything)) return 'all';
    return ranges.every((range) => never.some((other) => holds(other, range))) ? 'none' : 'some';
  }
  if (within.every((own) => ranges.some((range) => holds(range, own)))) return 'all';
  return within.some((own) => ranges.some((range) => meets(range, own))) ? 'some' : 'none';
}

const LAST = { inet: 0xffffffffn, inet6: (1n << 128n) - 1n } as const;

function isAnything({ family, first, last }: AddressRange): boolean {
  return first === 0n && last === LAST[family];
}

function holds(outer: AddressRange, inner: AddressRange): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

function meets(a: AddressRange, b: AddressRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}
