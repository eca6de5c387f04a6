import type { FirewallAction, FirewallMatch, FirewallRule } from '#shared/host/firewall.ts';
import { isMarking, targetAction } from './iptablesRule.ts';
import { isObject, type JsonObject, numberField, objectField, textField } from './json.ts';
import { matchOf, wordsOfKey, wordsOfValue } from './nftMatch.ts';

/** The elements of sets and maps by `family table name`, as JSON. */
export type NftSets = Map<string, readonly unknown[]>;

/** A rule without what decides: what came before its verdict map is in each of the map’s rules. */
interface Draft {
  readonly matches: FirewallMatch[];
  readonly words: string[];
  packets: number | null;
  marks: boolean;
  hasExtension: boolean;
}

/**
 * The rules that one rule of nft comes to: one, or one for each entry of its verdict map.
 * @param place `family table`, by which its sets are known
 */
export function readNftRules(
  rule: JsonObject,
  sets: NftSets,
  place: string,
): { readonly rules: FirewallRule[]; readonly hasExtension: boolean } {
  const draft: Draft = { matches: [], words: [], packets: null, marks: false, hasExtension: false };
  const elementsOf = (name: string) => sets.get(`${place} ${name.slice(1)}`) ?? null;
  for (const statement of Array.isArray(rule.expr) ? rule.expr : []) {
    if (!isObject(statement)) continue;
    const [kind] = Object.keys(statement);
    if (kind === undefined) continue;
    if (kind === 'vmap') {
      return { rules: mapRules(draft, statement[kind], elementsOf), hasExtension: draft.hasExtension };
    }
    const action = readStatement(kind, statement[kind], draft, elementsOf);
    if (action !== null) return { rules: [ruleOf(draft, action)], hasExtension: draft.hasExtension };
  }
  return { rules: [ruleOf(draft, null)], hasExtension: draft.hasExtension };
}

function ruleOf({ matches, words, packets, marks }: Draft, action: FirewallAction | null): FirewallRule {
  return { matches, action, marks, packets, text: words.join(' ') };
}

type ElementsOf = (name: string) => readonly unknown[] | null;

/** Statements that decide nothing, whatever is in them. */
const PASSING: ReadonlySet<string> = new Set([
  ...['log', 'notrack', 'ct helper', 'ct timeout', 'ct expectation', 'flow', 'dup', 'secmark', 'synproxy'],
  ...['last', 'comment', 'tproxy', 'set', 'map'],
]);
const FINAL: ReadonlySet<string> = new Set(['accept', 'drop', 'return', 'masquerade', 'snat', 'reject']);

/** Adds what a statement matches; not null: it decides. */
function readStatement(
  kind: string,
  value: unknown,
  draft: Draft,
  elementsOf: ElementsOf,
): FirewallAction | null {
  const row = isObject(value) ? value : null;
  if (FINAL.has(kind)) {
    draft.words.push(kind);
    return { kind: kind as 'accept' };
  }
  switch (kind) {
    case 'match':
      draft.matches.push(...(row === null ? [UNKNOWN] : matchOf(row, elementsOf)));
      draft.words.push(matchWords(row));
      return null;
    case 'counter':
      draft.packets = numberField(row, 'packets');
      return null;
    case 'jump':
    case 'goto':
      draft.words.push(`${kind} ${textField(row, 'target') ?? ''}`);
      return { kind, chain: textField(row, 'target') ?? '' };
    case 'mangle': {
      draft.words.push('…');
      const isMark = textField(objectField(objectField(row, 'key'), 'meta'), 'key') === 'mark';
      draft.marks ||= isMark && row?.value !== 0;
      return null;
    }
    case 'limit':
    case 'quota':
    case 'ct count':
    case 'meter':
      draft.matches.push({ on: 'some', what: 'rate' });
      draft.words.push(`${kind} …`);
      return null;
    case 'xt':
      return readExtension(row, draft);
    case 'queue':
      draft.words.push(kind);
      return { kind: 'unknown' };
    case 'dnat':
    case 'redirect':
      draft.words.push(kind);
      return { kind: 'accept' };
    default:
      if (!PASSING.has(kind)) draft.matches.push({ on: 'unknown', what: kind });
      draft.words.push(kind);
      return null;
  }
}

const UNKNOWN: FirewallMatch = { on: 'unknown', what: 'match' };

// {"xt":{"type":"match","name":"physdev"}}   before 1.0.6 {"xt":null}
function readExtension(row: JsonObject | null, draft: Draft): FirewallAction | null {
  const name = textField(row, 'name') ?? '';
  const type = textField(row, 'type');
  draft.hasExtension = true;
  draft.words.push(`xt ${type ?? ''} ${name}`);
  if (type === 'target') {
    const action = targetAction(name);
    draft.marks ||= isMarking(name);
    return action;
  }
  if (name !== 'comment') draft.matches.push({ on: 'unknown', what: `xt ${name}`.trim() });
  return null;
}

// {"vmap":{"key":{"meta":{"key":"iifname"}},"data":{"set":[["lo",{"accept":null}],["virbr0",{"goto":{"target":"x"}}]]}}}
function mapRules(draft: Draft, value: unknown, elementsOf: ElementsOf): FirewallRule[] {
  const row = isObject(value) ? value : null;
  const data = row?.data;
  const literal = isObject(data) ? data.set : undefined;
  const named = typeof data === 'string' ? elementsOf(data) : null;
  const entries = Array.isArray(literal) ? literal : named;
  const key = row?.key;
  if (entries === null) {
    const rest: Draft = { ...draft, matches: [...draft.matches, UNKNOWN], words: [...draft.words, 'vmap …'] };
    return [ruleOf(rest, { kind: 'unknown' })];
  }
  return entries.flatMap((entry: unknown): FirewallRule[] => {
    const [element, verdict] = Array.isArray(entry) ? entry : [];
    const [kind] = isObject(verdict) ? Object.keys(verdict) : [];
    if (kind === undefined || !isObject(verdict)) return [];
    const words = [...draft.words, wordsOfKey(key), wordsOfValue(element)];
    const own: Draft = { ...draft, matches: [...draft.matches], words };
    own.matches.push(...matchOf({ op: '==', left: key, right: element }, elementsOf));
    const action = readStatement(kind, verdict[kind], own, elementsOf);
    return action === null ? [] : [ruleOf(own, action)];
  });
}

function matchWords(row: JsonObject | null): string {
  const op = textField(row, 'op');
  const sign = op === '==' || op === 'in' || op === null ? '' : `${op} `;
  return `${wordsOfKey(row?.left)} ${sign}${wordsOfValue(row?.right)}`;
}
