import type { Quality } from './match.ts';
import { findInMac, type Query } from './query.ts';
import type { SeenAddress, SeenMac } from './seen.ts';

/** A seen MAC that a query fits: by its MAC, or by one of its addresses. */
export interface SeenMatch {
  readonly seen: SeenMac;
  /** The address that fits; null: the MAC does. */
  readonly address: SeenAddress | null;
  readonly quality: Extract<Quality, 'exact' | 'start' | 'inside'>;
  /** The part of the MAC or the address that was found. */
  readonly start: number;
  readonly end: number;
}

/** Fewer digits are a piece of too much to be meant: `be`, or the `10` of a name. */
const LEAST_DIGITS = 4;

/** The seen MACs that a query fits, in their order; each by its MAC once, and once for each address. */
export function seenMatches(seen: readonly SeenMac[], query: Query): SeenMatch[] {
  if (query.text === '') return [];
  return seen.flatMap((one) => [
    ...byMac(one, query),
    ...one.addresses.flatMap((address) => byAddress(one, address, query)),
  ]);
}

function byMac(seen: SeenMac, { mac }: Query): SeenMatch[] {
  if (mac === null || mac.piece.replace(/[:.]/g, '').length < LEAST_DIGITS) return [];
  const range = findInMac(seen.mac, mac);
  if (range === null) return [];
  const [start, end] = range;
  return [
    { seen, address: null, quality: mac.whole ? 'exact' : start === 0 ? 'start' : 'inside', start, end },
  ];
}

function byAddress(seen: SeenMac, known: SeenAddress, { lower, wholeAddress }: Query): SeenMatch[] {
  const address = known.address.toLowerCase();
  if (address === lower) return [{ seen, address: known, quality: 'exact', start: 0, end: lower.length }];
  if (wholeAddress || !isPiece(lower)) return [];
  const start = address.indexOf(lower);
  if (start < 0) return [];
  const quality = start === 0 ? 'start' : 'inside';
  return [{ seen, address: known, quality, start, end: start + lower.length }];
}

/** A number alone is no piece of an address. */
function isPiece(lower: string): boolean {
  return lower.length >= LEAST_DIGITS && /^[0-9a-f]*[.:][0-9a-f.:]*$/.test(lower);
}
