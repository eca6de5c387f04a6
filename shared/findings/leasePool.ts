import type { DhcpLease, Network } from '#shared/host/network.ts';
import { addressText, rangeOf, readPrefix } from '#shared/host/prefix.ts';

/** How far the IPv4 addresses that a network’s DHCP server hands out are used up. */
export interface LeasePool {
  /** Addresses that any guest may be given: without the server’s own, and those that are reserved for one guest. */
  readonly size: number;
  /** How many of them are leased now. */
  readonly leased: number;
  /** The longest range of its subnet that nothing is handed out from or reserved in; null: nothing is left, or it has several subnets. */
  readonly spare: { readonly start: string; readonly end: string } | null;
  /** An address of the network that is neither leased nor reserved; null: none is left. */
  readonly free: string | null;
}

interface Span {
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * Null where the network hands out no IPv4 addresses to whoever asks.
 * @param leases those of the network that haven’t expired
 */
export function leasePoolOf(network: Network, leases: readonly DhcpLease[]): LeasePool | null {
  const spans = merged((network.dhcp?.ranges ?? []).flatMap(spanOf));
  if (spans.length === 0) return null;
  const isInside = (value: bigint) => spans.some(({ first, last }) => first <= value && value <= last);
  const inside = (addresses: readonly string[]) =>
    new Set(addresses.flatMap((address) => ipv4Of(address) ?? []).filter(isInside));
  const taken = inside([
    ...(network.dhcp?.reserved ?? []),
    ...network.addresses.map((address) => address.split('/')[0] ?? ''),
  ]);
  const leased = inside(leases.map(({ address }) => address));
  const all = spans.reduce((sum, { first, last }) => sum + Number(last - first) + 1, 0);
  const spare = spareOf(network, spans);
  return {
    size: all - taken.size,
    leased: [...leased].filter((value) => !taken.has(value)).length,
    spare,
    free: spare?.start ?? freeIn(spans, new Set([...taken, ...leased])),
  };
}

/** The last of them, as a server hands out the others first. */
function freeIn(spans: readonly Span[], taken: ReadonlySet<bigint>): string | null {
  for (const { first, last } of spans.toReversed()) {
    for (let value = last; value >= first; value -= 1n)
      if (!taken.has(value)) return addressText('inet', value);
  }
  return null;
}

function spareOf({ addresses, dhcp }: Network, spans: readonly Span[]): LeasePool['spare'] {
  const [own, ...others] = addresses.flatMap((address) => readPrefix(address) ?? []);
  if (own?.family !== 'inet' || others.length > 0 || own.length > 30) return null;
  const { first, last } = rangeOf(own);
  const alone = [own.value, ...(dhcp?.reserved ?? []).flatMap((address) => ipv4Of(address) ?? [])];
  const taken = merged([...spans, ...alone.map((value) => ({ first: value, last: value }))]);
  const ends = [...taken.map((span) => span.first), last];
  const gaps = [first, ...taken.map((span) => span.last)].map((before, index) => ({
    first: before + 1n,
    last: (ends[index] ?? last) - 1n,
  }));
  const [longest] = gaps.sort((a, b) => Number(b.last - b.first - (a.last - a.first)));
  if (longest === undefined || longest.last < longest.first || longest.last >= last) return null;
  return { start: addressText('inet', longest.first), end: addressText('inet', longest.last) };
}

function spanOf({ start, end }: { readonly start: string; readonly end: string }): Span[] {
  const [first, last] = [ipv4Of(start), ipv4Of(end)];
  return first === null || last === null || last < first ? [] : [{ first, last }];
}

/** Of an IPv4 address; null for any other text. */
function ipv4Of(address: string): bigint | null {
  const prefix = address.includes('/') ? null : readPrefix(address);
  return prefix?.family === 'inet' ? prefix.value : null;
}

function merged(spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const span of [...spans].sort((a, b) => (a.first < b.first ? -1 : 1))) {
    const before = found.at(-1);
    if (before === undefined || span.first > before.last) found.push(span);
    else if (span.last > before.last) found[found.length - 1] = { first: before.first, last: span.last };
  }
  return found;
}
