// @ts-check
import { isAddress, isLinkName, isNumber, isPrefix } from './fields.mjs';

/** @param {unknown} value what a route leads to */
function isDestination(value) {
  return value === 'default' || isPrefix(value) || isAddress(value);
}

/** @param {unknown} value who made a route: a word of iproute2's table (etc/iproute2/rt_protos), or its number */
function isProtocol(value) {
  return isNumber(0, 255)(value) || (typeof value === 'string' && /^[a-z][a-z0-9_-]{0,15}$/.test(value));
}

/** @param {unknown} value a link that resolvectl takes neither for an option nor for a link's number */
function isNoOption(value) {
  return isLinkName(value) && !/^(?:-|\d+$)/.test(String(value));
}

/** @param {unknown} value a domain to search, `~domain` to route by, or `~.` */
function isDomain(value) {
  if (typeof value !== 'string' || value.length > 254) return false;
  return value === '~.' || /^~?[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_-]{1,63})*\.?$/i.test(value);
}

const link = { field: 'link', isValid: isLinkName };
const prefix = { field: 'address', isValid: isPrefix };
const metric = { maybe: ['metric', { field: 'metric', isValid: isNumber(0, 2 ** 32 - 1) }] };
const resolved = { field: 'link', isValid: isNoOption };

/** A route over a link, straight or through a router: of its own family, or an IPv6 one for IPv4. */
const way = [
  { field: 'destination', isValid: isDestination },
  { maybe: ['via', 'inet6', { field: 'router6', isValid: isAddress }] },
  { maybe: ['via', { field: 'router', isValid: isAddress }] },
  'dev',
  link,
  metric,
];
const settings = [
  { maybe: ['proto', { field: 'protocol', isValid: isProtocol }] },
  { maybe: ['src', { field: 'source', isValid: isAddress }] },
  { maybe: ['onlink'], flag: 'onLink' },
  { maybe: ['expires', { field: 'expires', isValid: isNumber(1, 65_535) }] },
];

/** An address of the host itself, and how it is set. */
const ownAddress = [
  prefix,
  'dev',
  link,
  { maybe: ['broadcast', { field: 'broadcast', isValid: isAddress }] },
  metric,
  { maybe: ['noprefixroute'], flag: 'noPrefixRoute' },
];

/**
 * The closed set, continued: what root does to the host's addresses and routes, and tells systemd-resolved of a link.
 * @type {Readonly<Record<string, { readonly program: 'ip' | 'resolvectl', readonly words: import('./pattern.mjs').Pattern }>>}
 */
export const addressVerbs = {
  'add-address': { program: 'ip', words: ['addr', 'add', ...ownAddress] },
  'replace-address': { program: 'ip', words: ['addr', 'replace', ...ownAddress] },
  'del-address': { program: 'ip', words: ['addr', 'del', prefix, 'dev', link] },
  'set-route': { program: 'ip', words: ['route', 'replace', ...way, ...settings] },
  'del-route': { program: 'ip', words: ['route', 'del', ...way] },
  'set-route6': { program: 'ip', words: ['-6', 'route', 'replace', ...way, ...settings] },
  'del-route6': { program: 'ip', words: ['-6', 'route', 'del', ...way] },
  'set-dns': {
    program: 'resolvectl',
    words: ['dns', resolved, { field: 'servers', each: isAddress, most: 16 }],
  },
  'set-domains': {
    program: 'resolvectl',
    words: ['domain', resolved, { field: 'domains', each: isDomain, most: 64 }],
  },
  'forget-dns': { program: 'resolvectl', words: ['revert', resolved] },
};
