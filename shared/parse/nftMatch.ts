import type { FirewallMatch } from '#shared/host/firewall.ts';
import { isObject, type JsonObject, numberField, objectField, textField } from './json.ts';
import { excerpt } from './result.ts';

type ElementsOf = (name: string) => readonly unknown[] | null;

/** So many elements of a set are compared with an address or a name; more are addresses that are not known here. */
const MOST_ELEMENTS = 256;

/** What a `match` of nft matches: one thing, or one for each part of a concatenation. */
export function matchOf(row: JsonObject, elementsOf: ElementsOf): FirewallMatch[] {
  const op = textField(row, 'op') ?? '==';
  const left = isObject(row.left) ? row.left : null;
  const parts = left?.concat;
  if (Array.isArray(parts)) return concatMatches(parts, op, row.right);
  const values = valuesOf(row.right, elementsOf);
  return simpleMatch(left, op, values);
}

/** A concatenation with one value is several matches; with a set of them the parts can’t be told apart. */
function concatMatches(parts: readonly unknown[], op: string, right: unknown): FirewallMatch[] {
  const value = unwrapped(right);
  const own = isObject(value) ? value.concat : undefined;
  if (op !== '==' || !Array.isArray(own)) {
    const isOnLinks = parts.every((part) => isObject(part) && isLinkKey(keyOfMeta(part)));
    return [isOnLinks ? { on: 'unknown', what: 'concatenation' } : { on: 'some', what: 'set' }];
  }
  return parts.flatMap((part, at) => simpleMatch(isObject(part) ? part : null, '==', [unwrapped(own[at])]));
}

/** The values on the right side; null: they can’t be known, or there are too many. */
function valuesOf(right: unknown, elementsOf: ElementsOf): readonly unknown[] | null {
  const list =
    typeof right === 'string' && right.startsWith('@')
      ? elementsOf(right)
      : isObject(right) && Array.isArray(right.set)
        ? right.set
        : Array.isArray(right)
          ? right
          : [right];
  return list === null || list.length > MOST_ELEMENTS ? null : list.map(unwrapped);
}

// {"elem":{"val":"10.0.0.1","counter":{…}}}
function unwrapped(value: unknown): unknown {
  const element = isObject(value) ? objectField(value, 'elem') : null;
  return element === null ? value : element.val;
}

const NAMES: Readonly<Record<'iifname' | 'oifname', 'in' | 'out'>> = { iifname: 'in', oifname: 'out' };

function simpleMatch(
  left: JsonObject | null,
  op: string,
  values: readonly unknown[] | null,
): FirewallMatch[] {
  const not = op === '!=';
  const isEqual = not || op === '==' || op === 'in';
  const meta = keyOfMeta(left);
  const ct = textField(objectField(left, 'ct'), 'key');
  const payload = objectField(left, 'payload');
  const texts = values?.map(text) ?? null;
  if (meta !== null) return [metaMatch(meta, isEqual, not, texts)];
  if (ct !== null) return [ctMatch(ct, isEqual, not, texts)];
  if (payload !== null) return payloadMatch(payload, isEqual, not, texts);
  const fib = objectField(left, 'fib');
  if (fib !== null) return [fibMatch(fib, not, texts)];
  // meta mark & 0x00000001 == 0x00000001
  const masked = left?.['&'];
  if (Array.isArray(masked) && keyOfMeta(isObject(masked[0]) ? masked[0] : null) === 'mark')
    return [{ on: 'mark', unmarked: isEqual && (texts?.[0] === '0') !== not }];
  return [{ on: 'unknown', what: excerpt(wordsOfKey(left)) }];
}

function keyOfMeta(left: JsonObject | null): string | null {
  return textField(objectField(left, 'meta'), 'key');
}

function isLinkKey(key: string | null): boolean {
  return key !== null && /^[io](?:ifname|if|br|brname|if(?:index|kind|type|group))$/.test(key);
}

type Texts = readonly (string | null)[] | null;

function metaMatch(key: string, isEqual: boolean, not: boolean, texts: Texts): FirewallMatch {
  const unknown: FirewallMatch = { on: 'unknown', what: `meta ${key}` };
  const names = isEqual ? wholeList(texts) : null;
  switch (key) {
    case 'iifname':
    case 'oifname':
      return names === null ? unknown : { on: 'link', end: NAMES[key], at: 'hook', names, not };
    case 'iif':
    case 'oif':
      // By its index, which nft shows as the name that the link has now.
      return names === null
        ? unknown
        : { on: 'link', end: key === 'iif' ? 'in' : 'out', at: 'hook', names, not };
    case 'ibrname':
    case 'ibridgename':
    case 'obrname':
    case 'obridgename':
      return names === null
        ? unknown
        : { on: 'link', end: key.startsWith('i') ? 'in' : 'out', at: 'bridge', names, not };
    case 'l4proto':
      return names === null ? unknown : { on: 'protocol', names, not };
    case 'nfproto':
    case 'protocol':
      return names === null ? unknown : { on: 'family', names: names.map(familyName), not };
    case 'mark':
      return { on: 'mark', unmarked: names?.includes('0') !== not };
    case 'pkttype':
    case 'time':
    case 'hour':
    case 'day':
    case 'length':
    case 'random':
    case 'cpu':
    case 'skuid':
    case 'skgid':
    case 'cgroup':
      return { on: 'some', what: 'other' };
    default:
      return unknown;
  }
}

function ctMatch(key: string, isEqual: boolean, not: boolean, texts: Texts): FirewallMatch {
  const names = isEqual ? wholeList(texts) : null;
  if (key === 'state' && names !== null) return { on: 'state', names, not };
  if (key === 'mark') return { on: 'mark', unmarked: names?.includes('0') !== not };
  // ct status dnat: what was sent to a published port, as some packets are.
  if (key === 'status' || key === 'direction') return { on: 'some', what: 'other' };
  return { on: 'unknown', what: `ct ${key}` };
}

function payloadMatch(payload: JsonObject, isEqual: boolean, not: boolean, texts: Texts): FirewallMatch[] {
  const protocol = textField(payload, 'protocol') ?? '';
  const field = textField(payload, 'field') ?? '';
  const list = isEqual ? wholeList(texts) : null;
  if (protocol === 'ip' || protocol === 'ip6') return [ipMatch(protocol, field, list, not)];
  if (protocol === 'ether' && field === 'type' && list !== null)
    return [{ on: 'family', names: list.map(familyName), not }];
  if (LAYERS_BELOW.has(protocol)) return [{ on: 'some', what: 'other' }];
  const ofPort: FirewallMatch = { on: 'some', what: 'port' };
  return protocol === 'th' ? [ofPort] : [{ on: 'protocol', names: [protocol], not: false }, ofPort];
}

const LAYERS_BELOW: ReadonlySet<string> = new Set(['', 'ether', 'arp', 'vlan']);

function ipMatch(protocol: 'ip' | 'ip6', field: string, list: string[] | null, not: boolean): FirewallMatch {
  if (field === 'saddr' || field === 'daddr') {
    if (list === null) return { on: 'some', what: 'set' };
    return { on: 'address', end: field === 'saddr' ? 'source' : 'destination', ranges: list, not };
  }
  if ((field === 'protocol' || field === 'nexthdr') && list !== null)
    return { on: 'protocol', names: list, not };
  return field === 'protocol' || field === 'nexthdr'
    ? { on: 'unknown', what: `${protocol} ${field}` }
    : { on: 'some', what: 'other' };
}

// fib daddr type local | fib saddr . iif oif missing
function fibMatch(fib: JsonObject, not: boolean, texts: Texts): FirewallMatch {
  const flags = Array.isArray(fib.flags) ? fib.flags : [];
  const names = wholeList(texts);
  const isOther = names?.some((name) => name === 'unicast') ?? true;
  if (textField(fib, 'result') !== 'type' || isOther) return { on: 'some', what: 'other' };
  return { on: 'local', end: flags.includes('saddr') ? 'source' : 'destination', not };
}

function familyName(name: string): string {
  return name === 'ipv4' ? 'ip' : name === 'ipv6' ? 'ip6' : name;
}

function wholeList(texts: Texts): string[] | null {
  const known = texts?.filter((one) => one !== null) ?? [];
  return texts === null || known.length < texts.length ? null : known;
}

/** `10.0.0.0/8` of a prefix, `10.0.0.1-10.0.0.9` of a range; null for what is neither text nor number. */
function text(value: unknown): string | null {
  if (typeof value === 'string') return value.startsWith('@') ? null : value;
  if (typeof value === 'number') return `${value}`;
  if (!isObject(value)) return null;
  const prefix = objectField(value, 'prefix');
  const [address, length] = [textField(prefix, 'addr'), numberField(prefix, 'len')];
  if (address !== null && length !== null) return `${address}/${length}`;
  const range = value.range;
  const [first, last] = Array.isArray(range) ? range.map(text) : [];
  return typeof first === 'string' && typeof last === 'string' ? `${first}-${last}` : null;
}

/** How nft writes the left side: `iifname`, `ip saddr`, `ct state`. */
export function wordsOfKey(left: unknown): string {
  if (!isObject(left)) return '…';
  const meta = keyOfMeta(left);
  if (meta !== null) return meta;
  const payload = objectField(left, 'payload');
  if (payload !== null)
    return `${textField(payload, 'protocol') ?? ''} ${textField(payload, 'field') ?? ''}`.trim();
  const ct = textField(objectField(left, 'ct'), 'key');
  if (ct !== null) return `ct ${ct}`;
  return Object.keys(left)[0] ?? '…';
}

/** How nft writes the right side, shortened. */
export function wordsOfValue(right: unknown): string {
  const value = unwrapped(right);
  const plain = text(value);
  if (plain !== null) return excerpt(plain);
  const list = isObject(value) && Array.isArray(value.set) ? value.set : Array.isArray(value) ? value : null;
  if (list !== null) {
    const shown = list.slice(0, 4).map((one) => text(unwrapped(one)) ?? '…');
    return `{ ${excerpt(shown.join(', '))}${list.length > 4 ? ', …' : ''} }`;
  }
  return typeof value === 'string' ? excerpt(value) : '…';
}
