// @ts-check
import { existsSync } from 'node:fs';
import { addressVerbs } from './addressVerbs.mjs';
import { isLinkName, isNumber, isNumbered } from './fields.mjs';
import { filled } from './pattern.mjs';
import { portVerbs } from './portVerbs.mjs';

/**
 * A name for a link that is to be made: in a `%d` the kernel would put a number, and make another one.
 * @param {unknown} value
 */
function isNewName(value) {
  return isLinkName(value) && !String(value).includes('%') && !isNumbered(String(value));
}

/**
 * `ip link del` would take a TAP from under a running VM, or a bond: no link but a bridge is deleted by it.
 * @param {unknown} value
 */
function isBridge(value) {
  return isLinkName(value) && existsSync(`/sys/class/net/${value}/bridge`);
}

/** @param {unknown} value six bytes, of which the first says that it is one station's and no group's */
function isMac(value) {
  return typeof value === 'string' && /^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/.test(value);
}

/** 2³² − 1 is no user: the kernel takes it for nobody in particular. */
const isUserNumber = isNumber(0, 2 ** 32 - 2);

/** @param {unknown} value a user, by a name as useradd takes it or by number */
function isUser(value) {
  return isUserNumber(value) || (typeof value === 'string' && /^[a-z_][a-z0-9_-]{0,31}$/.test(value));
}

/** @typedef {import('./fields.mjs').Blank} Blank */

const link = { field: 'link', isValid: isLinkName };
const master = { field: 'master', isValid: isLinkName };
const name = { field: 'name', isValid: isNewName };
const bridge = { field: 'bridge', isValid: isBridge };
const mac = { field: 'mac', isValid: isMac };
const owner = { field: 'owner', isValid: isUser };
/** Bytes. */
const mtu = { field: 'mtu', isValid: isNumber(68, 65_535) };
const stp = { field: 'stp', isValid: isNumber(0, 1) };
const vlans = { field: 'vlans', isValid: isNumber(0, 1) };
/** Hundredths of a second. */
const delay = { field: 'delay', isValid: isNumber(0, 3000) };

const bridgeOptions = ['type', 'bridge', 'stp_state', stp, 'forward_delay', delay];
const bridgeVlans = [...bridgeOptions, 'vlan_filtering', vlans];

/**
 * The closed set of what root does for Patchbay: the arguments of `ip`, with blanks for what a request fills in.
 * A verb more is a row more.
 * @type {Readonly<Record<string, readonly (string | Blank)[]>>}
 */
export const verbs = {
  'set-master': ['link', 'set', 'dev', link, 'master', master],
  'set-nomaster': ['link', 'set', 'dev', link, 'nomaster'],
  'set-up': ['link', 'set', 'dev', link, 'up'],
  'set-down': ['link', 'set', 'dev', link, 'down'],
  'set-mac': ['link', 'set', 'dev', link, 'address', mac],
  'set-mtu': ['link', 'set', 'dev', link, 'mtu', mtu],
  'set-bridge': ['link', 'set', 'dev', link, ...bridgeOptions],
  'set-bridge-vlans': ['link', 'set', 'dev', link, ...bridgeVlans],
  'add-bridge': ['link', 'add', 'name', name, ...bridgeOptions],
  'add-bridge-vlans': ['link', 'add', 'name', name, ...bridgeVlans],
  'add-bridge-mac': ['link', 'add', 'name', name, 'address', mac, ...bridgeOptions],
  'add-bridge-mac-vlans': ['link', 'add', 'name', name, 'address', mac, ...bridgeVlans],
  'del-bridge': ['link', 'del', 'dev', bridge],
  'add-tap': ['tuntap', 'add', 'dev', name, 'mode', 'tap'],
  'add-tap-user': ['tuntap', 'add', 'dev', name, 'mode', 'tap', 'user', owner],
  // The kernel refuses this while somebody holds the TAP open.
  'del-tap': ['tuntap', 'del', 'dev', link, 'mode', 'tap'],
};

/**
 * The verbs whose words vary.
 * @type {Readonly<Record<string, { readonly program: 'ip' | 'bridge' | 'resolvectl', readonly words: import('./pattern.mjs').Pattern }>>}
 */
export const patternVerbs = { ...addressVerbs, ...portVerbs };

/**
 * The arguments of `ip` (or of the program that is named) for one request, or why it is not allowed. A request is an
 * object with `id`, `verb` and the verb's own fields, and nothing else.
 * @param {unknown} request
 * @returns {{ id: number, args: string[], program?: 'bridge' | 'resolvectl' } | { refused: string }}
 */
export function argsFor(request) {
  if (typeof request !== 'object' || request === null || Array.isArray(request))
    return { refused: 'A request is an object.' };
  const { id, verb, ...given } = /** @type {Record<string, unknown>} */ (request);
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return { refused: 'A request has a number.' };
  if (typeof verb === 'string' && Object.hasOwn(patternVerbs, verb)) {
    const { program, words } = patternVerbs[verb] ?? { program: 'ip', words: [] };
    const args = filled(words, given);
    if (args === null) return { refused: `${verb} needs other fields.` };
    return program === 'ip' ? { id, args } : { id, args, program };
  }
  if (typeof verb !== 'string' || !Object.hasOwn(verbs, verb)) return { refused: 'There is no such verb.' };
  const words = verbs[verb] ?? [];
  const blanks = words.filter((word) => typeof word !== 'string');
  if (Object.keys(given).length !== blanks.length) return { refused: `${verb} has other fields.` };
  const wrong = blanks.find(({ field, isValid }) => !Object.hasOwn(given, field) || !isValid(given[field]));
  if (wrong) return { refused: `${verb} needs a valid ${wrong.field}.` };
  return { id, args: words.map((word) => (typeof word === 'string' ? word : String(given[word.field]))) };
}
