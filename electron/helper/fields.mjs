// @ts-check
import { isIP } from 'node:net';

/**
 * A word of a command that a request fills in.
 * @typedef {{ readonly field: string, readonly isValid: (value: unknown) => boolean }} Blank
 */

/**
 * The kernel's own rule for the name of a link, in bytes (dev_valid_name in net/core/dev.c): one to fifteen of them,
 * none of `/`, `:` and white space, and neither `.` nor `..`.
 * @param {unknown} value
 * @returns {boolean}
 */
export function isLinkName(value) {
  if (typeof value !== 'string' || value === '.' || value === '..') return false;
  const bytes = Buffer.from(value);
  // 0xa0: the kernel's isspace() is that of Latin-1. NUL would end the name early.
  return bytes.length >= 1 && bytes.length <= 15 && !bytes.some((byte) => forbidden.has(byte));
}

const forbidden = new Set([0, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0xa0, ...Buffer.from('/:')]);

/**
 * A whole number as it is written in an argument, without a sign or leading zeros.
 * @param {number} least
 * @param {number} most
 * @returns {(value: unknown) => boolean}
 */
export function isNumber(least, most) {
  return (value) =>
    typeof value === 'string' &&
    /^(0|[1-9]\d{0,9})$/.test(value) &&
    Number(value) >= least &&
    Number(value) <= most;
}

/** @param {unknown} value an address of either family, as it is printed: without a zone, a port or a name */
export function isAddress(value) {
  return typeof value === 'string' && value.length <= 45 && !value.includes('%') && isIP(value) !== 0;
}

/** @param {unknown} value an address with its prefix length */
export function isPrefix(value) {
  if (typeof value !== 'string') return false;
  const [address, length, ...more] = value.split('/');
  const bits = isAddress(address) ? (isIP(address ?? '') === 4 ? 32 : 128) : -1;
  return more.length === 0 && isNumber(0, bits)(length);
}
