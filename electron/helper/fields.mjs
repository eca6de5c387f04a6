// @ts-check
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';

/**
 * A word of a command that a request fills in.
 * @typedef {{ readonly field: string, readonly isValid: (value: unknown) => boolean }} Blank
 */

/**
 * The kernel's own rule for the name of a link, in bytes (dev_valid_name in net/core/dev.c): one to fifteen of them,
 * none of `/`, `:` and white space, and neither `.` nor `..`. A name that iproute2 would take for a link's number must
 * be a link's name.
 * @param {unknown} value
 * @returns {boolean}
 */
export function isLinkName(value) {
  if (typeof value !== 'string' || value === '.' || value === '..') return false;
  // Half of a surrogate pair has no bytes of its own: it would become another name.
  if (/\p{Surrogate}/u.test(value)) return false;
  const bytes = Buffer.from(value);
  // 0xa0: the kernel's isspace() is that of Latin-1. NUL would end the name early.
  if (bytes.length < 1 || bytes.length > 15 || bytes.some((byte) => forbidden.has(byte))) return false;
  return !isNumbered(value) || existsSync(`/sys/class/net/${value}`);
}

/**
 * Where no link has the name, iproute2 takes `if2` for the link number 2, and `if2x` or `if+2` as well (lib/ll_map.c,
 * ll_idx_a2n).
 * @param {string} name
 */
function isNumbered(name) {
  return /^if[+-]?\d/.test(name);
}

/**
 * A name for a link that is to be made: in a `%d` the kernel would put a number, and make another one.
 * @param {unknown} value
 */
export function isNewName(value) {
  return isLinkName(value) && !String(value).includes('%') && !isNumbered(String(value));
}

/** @param {unknown} value six bytes, of which the first says that it is one station's and no group's */
export function isMac(value) {
  return typeof value === 'string' && /^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/.test(value);
}

/** @param {unknown} value */
export function isOnOff(value) {
  return value === 'on' || value === 'off';
}

/** @param {readonly string[]} words @returns {(value: unknown) => boolean} */
export function isOneOf(...words) {
  return (value) => typeof value === 'string' && words.includes(value);
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
