import { BlockList, isIP } from 'node:net';
import type { DemoAddress } from '../model.ts';

export interface Prefix {
  readonly family: DemoAddress['family'];
  readonly address: string;
  readonly length: number;
}

/** Reads `192.168.1.10/24` or an address alone, which counts as a whole; null: it is neither. */
export function readPrefix(text: string): Prefix | null {
  const [address = '', length, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return null;
  const bits = version === 4 ? 32 : 128;
  const wanted = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (!(wanted <= bits)) return null;
  return { family: version === 4 ? 'inet' : 'inet6', address, length: wanted };
}

/** Whether an address lies in the prefix; both of one family. */
export function contains({ family, address, length }: Prefix, other: string): boolean {
  const type = family === 'inet' ? 'ipv4' : 'ipv6';
  if ((isIP(other) === 4) !== (family === 'inet')) return false;
  const list = new BlockList();
  list.addSubnet(address, length, type);
  return list.check(other, type);
}

/** The prefix with the host's part all zero, `192.168.1.0/24`. */
export function networkOf({ family, address, length }: Prefix): string {
  return `${family === 'inet' ? masked4(address, length) : masked6(address, length)}/${length}`;
}

function masked4(address: string, length: number): string {
  return address
    .split('.')
    .map((byte, index) => Number(byte) & maskOf(8, length - index * 8))
    .join('.');
}

function masked6(address: string, length: number): string {
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  const masked = groups.map((group, index) => Number.parseInt(group, 16) & maskOf(16, length - index * 16));
  return new URL(`http://[${masked.map((group) => group.toString(16)).join(':')}]`).hostname.slice(1, -1);
}

/** The mask of one part of so many bits, of which the first `kept` count. */
function maskOf(bits: number, kept: number): number {
  const inside = Math.max(0, Math.min(bits, kept));
  return (2 ** bits - 1) & ~(2 ** (bits - inside) - 1);
}
