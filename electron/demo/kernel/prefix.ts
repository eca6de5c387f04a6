import { addressText, covers, type Prefix, rangeOf, readPrefix } from '#shared/host/prefix.ts';
import type { DemoAddress } from '../model.ts';

/** An address with the length of its prefix, in the words in which it was given. */
export interface GivenPrefix {
  readonly family: DemoAddress['family'];
  readonly address: string;
  readonly length: number;
}

/** Reads `192.168.1.10/24` or an address alone, which counts as a whole; null: it is neither. */
export function readGiven(text: string): GivenPrefix | null {
  const prefix = readPrefix(text);
  const [address = ''] = text.split('/');
  return prefix === null ? null : { family: prefix.family, address, length: prefix.length };
}

/** The prefix that an address of a link has. */
export function givenOf({ family, local, prefixLength }: DemoAddress): GivenPrefix {
  return { family, address: local, length: prefixLength };
}

/** An IPv4 address as a number, for comparing. */
export function numberOf(address: string): number {
  return Number(readPrefix(address)?.value ?? 0);
}

/** Whether an address lies in the prefix; both of one family. */
export function contains(prefix: GivenPrefix, other: string): boolean {
  const [outer, inner] = [asPrefix(prefix), readPrefix(other)];
  return outer !== null && inner !== null && covers(outer, inner);
}

/** The first address of the prefix, with its length: `192.168.1.0/24`. */
export function networkOf(prefix: GivenPrefix): string {
  return `${firstOf(prefix)}/${prefix.length}`;
}

/** The first address of the prefix: the host's part is all zero. */
export function firstOf(prefix: GivenPrefix): string {
  const read = asPrefix(prefix);
  return read === null ? prefix.address : addressText(read.family, rangeOf(read).first);
}

/** The last address of the prefix: of IPv4, its broadcast address. */
export function lastOf(prefix: GivenPrefix): string {
  const read = asPrefix(prefix);
  return read === null ? prefix.address : addressText(read.family, rangeOf(read).last);
}

function asPrefix({ address, length }: GivenPrefix): Prefix | null {
  return readPrefix(`${address}/${length}`);
}
