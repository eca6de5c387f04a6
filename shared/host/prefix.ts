/** A range of addresses as the kernel compares them. */
export interface Prefix {
  readonly family: 'inet' | 'inet6';
  /** The address itself, not only its network. */
  readonly value: bigint;
  readonly length: number;
}

const BITS = { inet: 32, inet6: 128 } as const;

/** `192.168.1.0/24`, `fe80::1`, `10.1.2.3`: without a length the address alone; null for anything else. */
export function readPrefix(text: string): Prefix | null {
  const [, address = '', given] = /^([0-9a-fA-F:.]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = address.includes(':') ? 'inet6' : 'inet';
  const value = family === 'inet' ? readIpv4(address) : readIpv6(address);
  const length = given === undefined ? BITS[family] : Number(given);
  return value === null || length > BITS[family] ? null : { family, value, length };
}

/** Whether all of `inner` lies in `outer`. */
export function covers(outer: Prefix, inner: Prefix): boolean {
  if (outer.family !== inner.family || outer.length > inner.length) return false;
  return networkOf(outer, outer.length) === networkOf(inner, outer.length);
}

/** The network of an address as the kernel names it in a route: `10.5.0.0/24`, `fd00:5::/64`, one address alone. */
export function networkText(prefix: Prefix): string {
  const text = addressText(prefix.family, rangeOf(prefix).first);
  return prefix.length === BITS[prefix.family] ? text : `${text}/${prefix.length}`;
}

/** The first and the last address of the range: of IPv4 the network's and the broadcast address. */
export function rangeOf({ family, value, length }: Prefix): {
  readonly first: bigint;
  readonly last: bigint;
} {
  const hostBits = BigInt(BITS[family] - length);
  const first = (value >> hostBits) << hostBits;
  return { first, last: first + (1n << hostBits) - 1n };
}

/** An address as the kernel writes it. */
export function addressText(family: Prefix['family'], value: bigint): string {
  return family === 'inet' ? ipv4Text(value) : ipv6Text(value);
}

/** `255.255.255.0` → 24; null for what is no netmask. */
export function lengthOfMask(netmask: string): number | null {
  const bits = readIpv4(netmask)?.toString(2).padStart(BITS.inet, '0');
  return bits !== undefined && /^1*0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : null;
}

/** Whether two addresses with prefix lengths are of one subnet, as the kernel tells a secondary address. */
export function isSameSubnet(a: Prefix, b: Prefix): boolean {
  return a.length === b.length && covers(a, b);
}

function networkOf({ family, value }: Prefix, length: number): bigint {
  return value >> BigInt(BITS[family] - length);
}

function ipv4Text(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
}

/** RFC 5952: the longest run of at least two zero groups, the first of several, becomes `::`. */
function ipv6Text(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(16 * (7 - index))) & 0xffffn);
  const text = groups.map((group) => group.toString(16)).join(':');
  const runs = [...text.matchAll(/(?:^|(?<=:))0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length);
  const [longest] = runs;
  if (longest === undefined) return text;
  const head = text.slice(0, longest.index).replace(/:$/, '');
  const tail = text.slice(longest.index + longest[0].length).replace(/^:/, '');
  return `${head}::${tail}`;
}

function readIpv4(text: string): bigint | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255))
    return null;
  return BigInt(parts.reduce((value, part) => value * 256 + Number(part), 0));
}

/** RFC 4291, 2.2: eight groups of 16 bits, `::` once for some that are zero, an IPv4 address in place of the last two. */
function readIpv6(text: string): bigint | null {
  const [, before = '', tail] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
  const four = tail === undefined ? null : readIpv4(tail);
  if (tail !== undefined && four === null) return null;
  const whole =
    four === null ? text : `${before}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`;
  const halves = whole.split('::');
  if (halves.length > 2) return null;
  const [head = [], rest = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - rest.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...rest];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return null;
  return groups.reduce((value, group) => value * 65536n + BigInt(`0x${group}`), 0n);
}
