import type { FirewallAction, FirewallMatch, FirewallRule } from '#shared/host/firewall.ts';

/**
 * Reads one rule of iptables-save, behind `-A CHAIN`.
 * @param packets how many it matched; null: not counted
 * @param isChain whether the table has a chain of that name, as a target may be
 *
 * Source of the words: iptables(8), iptables-extensions(8).
 */
export function readIptablesRule(
  chain: string,
  text: string,
  packets: number | null,
  isChain: (target: string) => boolean,
): FirewallRule {
  const words = wordsOf(text);
  const matches: FirewallMatch[] = [];
  let action: FirewallAction | null = null;
  let marks = false;
  let not = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const value = words[at + 1] ?? '';
    if (word === '!') {
      not = true;
      continue;
    }
    if (word === '-j' || word === '-g') {
      action = actionOf(word, value, isChain);
      marks = MARKING.has(value) && !words.some(isNoMark);
      break;
    }
    const option = OPTIONS.get(word);
    if (option !== undefined) {
      const match = option.read(value, not);
      if (match !== null) matches.push(match);
      at += option.values;
    } else if (word.startsWith('-')) {
      matches.push({ on: 'unknown', what: word });
      while (at + 1 < words.length && !isOption(words[at + 1] ?? '')) at += 1;
    }
    not = false;
  }
  return { matches, action, marks, packets, text: `-A ${chain}${text === '' ? '' : ` ${text}`}` };
}

function isOption(word: string): boolean {
  return word.startsWith('-') || word === '!';
}

function wordsOf(text: string): string[] {
  const found = text.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  return found.map((word) => (word.length > 1 && word.startsWith('"') ? word.slice(1, -1) : word));
}

/** Targets of the kernel that let the packet go on to the next rule. */
const PASSING: ReadonlySet<string> = new Set([
  ...['LOG', 'NFLOG', 'ULOG', 'TRACE', 'MARK', 'CONNMARK', 'CONNSECMARK', 'SECMARK', 'CHECKSUM', 'CLASSIFY'],
  ...['CT', 'NOTRACK', 'TCPMSS', 'TCPOPTSTRIP', 'TOS', 'DSCP', 'ECN', 'TTL', 'HL', 'SET', 'AUDIT', 'LED'],
  ...['HMARK', 'IDLETIMER', 'RATEEST', 'TEE', 'FLOWOFFLOAD'],
]);
const MARKING: ReadonlySet<string> = new Set(['MARK', 'CONNMARK', 'HMARK']);
const FINAL: ReadonlyMap<string, FirewallAction> = new Map([
  ['ACCEPT', { kind: 'accept' }],
  ['DROP', { kind: 'drop' }],
  ['REJECT', { kind: 'reject' }],
  ['RETURN', { kind: 'return' }],
  ['MASQUERADE', { kind: 'masquerade' }],
  ['SNAT', { kind: 'snat' }],
  ['NETMAP', { kind: 'snat' }],
]);

/** What a target does; null: the next rule follows. */
export function targetAction(target: string): FirewallAction | null {
  if (PASSING.has(target)) return null;
  return FINAL.get(target) ?? { kind: 'unknown' };
}

/** Whether a target marks packets. */
export function isMarking(target: string): boolean {
  return MARKING.has(target);
}

// --set-xmark 0x0/0xe0000
function isNoMark(word: string, at: number, words: readonly string[]): boolean {
  return words[at - 1] === '--set-xmark' && /^0x0+\//.test(word);
}

function actionOf(
  word: '-j' | '-g',
  target: string,
  isChain: (name: string) => boolean,
): FirewallAction | null {
  if (isChain(target)) return { kind: word === '-g' ? 'goto' : 'jump', chain: target };
  return targetAction(target);
}

interface Option {
  readonly values: number;
  readonly read: (value: string, not: boolean) => FirewallMatch | null;
}

const link = (end: 'in' | 'out', at: 'hook' | 'port'): Option => ({
  values: 1,
  read: (value, not) => ({ on: 'link', end, at, names: [value.replace(/\+$/, '*')], not }),
});
const address = (end: 'source' | 'destination'): Option => ({
  values: 1,
  read: (value, not) => ({ on: 'address', end, ranges: value.split(','), not }),
});
const state: Option = {
  values: 1,
  read: (value, not) => ({ on: 'state', names: value.toLowerCase().split(','), not }),
};
const some = (what: 'port' | 'rate' | 'set' | 'other', values = 1): Option => ({
  values,
  read: () => ({ on: 'some', what }),
});
const silent = (values: number): Option => ({ values, read: () => null });
const bridged: Option = { values: 0, read: (_, not) => ({ on: 'bridged', not }) };
/** Whichever of these types, it is no other host’s address, but for one. */
const kindOfAddress = (end: 'source' | 'destination'): Option => ({
  values: 1,
  read: (value, not) =>
    value.split(',').includes('UNICAST') ? { on: 'some', what: 'other' } : { on: 'local', end, not },
});

const protocol: Option = {
  values: 1,
  read: (value, not) =>
    value === 'all' || value === '0' ? null : { on: 'protocol', names: [value.toLowerCase()], not },
};
const mark: Option = {
  values: 1,
  read: (value, not) => ({ on: 'mark', unmarked: /^(?:0x)?0+(?:\/|$)/.test(value) !== not }),
};
const several = (words: readonly string[], option: Option) => words.map((word) => [word, option] as const);

const OPTIONS: ReadonlyMap<string, Option> = new Map([
  ['-m', silent(1)],
  ['--comment', silent(1)],
  ['-i', link('in', 'hook')],
  ['-o', link('out', 'hook')],
  ['--physdev-in', link('in', 'port')],
  ['--physdev-out', link('out', 'port')],
  ...several(['--physdev-is-bridged', '--physdev-is-in', '--physdev-is-out'], bridged),
  ...several(['-s', '--src-range'], address('source')),
  ...several(['-d', '--dst-range'], address('destination')),
  ['-p', protocol],
  ...several(['--ctstate', '--state'], state),
  ['--src-type', kindOfAddress('source')],
  ['--dst-type', kindOfAddress('destination')],
  ...several(['--limit-iface-in', '--limit-iface-out'], silent(0)),
  ['--mark', mark],
  ...several(
    ['--sport', '--sports', '--dport', '--dports', '--ports', '--icmp-type', '--icmpv6-type'],
    some('port'),
  ),
  ...several(['--limit', '--hashlimit-upto', '--hashlimit-above'], some('rate')),
  ...several(
    ['--limit-burst', '--hashlimit-burst', '--hashlimit-mode', '--hashlimit-name', '--mode'],
    silent(1),
  ),
  ...several(['--connlimit-above', '--connlimit-upto', '--connlimit-mask'], some('rate')),
  ['--match-set', some('set', 2)],
  ['--tcp-flags', some('other', 2)],
  ['-f', some('other', 0)],
  ...several(['--mac-source', '--pkt-type', '--length', '--ttl-eq', '--tos', '--dscp'], some('other')),
  ...several(['--string', '--timestart', '--timestop', '--weekdays', '--helper'], some('other')),
  ...several(['--uid-owner', '--gid-owner', '--probability', '--every', '--packet'], some('other')),
]);
