import {
  type BaseChain,
  type Firewall,
  type FirewallChain,
  type FirewallRule,
  type NetfilterFamily,
  netfilterFamilies,
} from '#shared/host/firewall.ts';
import { isObject, type JsonObject, numberField, objectField, textField } from './json.ts';
import { parseOrNull } from './jsonEntry.ts';
import { type NftSets, readNftRules } from './nftRule.ts';
import { excerpt, type OddEntry, type Parsed, parsed, unparsable } from './result.ts';

/** What `nft` shows of the rules of iptables-nft lacks what extensions match: their own tool is to be asked then. */
export interface NftRuleset extends Firewall {
  readonly hidesIptables: { readonly ip: boolean; readonly ip6: boolean };
}

/**
 * Reads `nft -j list ruleset`. Verdict maps become a rule for each of their entries; sets stand in the rules that name
 * them. What a rule can’t be read of makes it match “unknown”.
 *
 * Source of the format: libnftables-json(5), nftables `src/json.c`.
 */
export function parseNftRuleset(text: string): Parsed<NftRuleset> {
  const whole = parseOrNull(text)?.value;
  const entries = isObject(whole) ? whole.nftables : undefined;
  if (!Array.isArray(entries)) return unparsable(`nft printed no list of rules: “${excerpt(text)}”.`);
  const sets: NftSets = new Map();
  const chains = new Map<string, { chain: Omit<FirewallChain, 'rules'>; rules: FirewallRule[] }>();
  const odd: OddEntry[] = [];
  const hides = { ip: false, ip6: false };
  const rules: JsonObject[] = [];
  for (const entry of entries) {
    if (!isObject(entry)) continue;
    const set = objectField(entry, 'set') ?? objectField(entry, 'map');
    const chain = objectField(entry, 'chain');
    const rule = objectField(entry, 'rule');
    if (set !== null) sets.set(setKey(set), Array.isArray(set.elem) ? set.elem : []);
    if (rule !== null) rules.push(rule);
    if (chain === null) continue;
    const read = readChain(chain);
    if (read === null) odd.push({ name: textField(chain, 'name'), words: oddWords(chain), loss: 'missing' });
    else chains.set(chainKey(chain, 'name'), { chain: read, rules: [] });
    if (read !== null && isOfIptables(read)) hides[read.family === 'ip6' ? 'ip6' : 'ip'] = true;
  }
  for (const rule of rules) {
    const open = chains.get(chainKey(rule, 'chain'));
    if (open === undefined) {
      odd.push({ name: textField(rule, 'chain'), words: oddWords(rule), loss: 'missing' });
      continue;
    }
    const { family } = open.chain;
    const read = readNftRules(rule, sets, `${family} ${open.chain.table}`);
    // A verdict map may be larger than a call may have arguments.
    for (const one of read.rules) open.rules.push(one);
    if (read.hasExtension && (family === 'ip' || family === 'ip6')) hides[family] = true;
  }
  const found = [...chains.values()].map(
    ({ chain, rules: own }): FirewallChain => ({ ...chain, rules: own }),
  );
  return parsed({ chains: found, hidesIptables: hides }, odd.slice(0, MOST_ODD));
}

/** So many odd entries are told one by one. */
const MOST_ODD = 100;

function oddWords(row: JsonObject): string {
  return `nft: a chain or rule can’t be placed: “${excerpt(JSON.stringify(row).slice(0, 200))}”`;
}

/** Its tool tells the counter of the policy, too. */
function isOfIptables({ family, table, name, base }: Omit<FirewallChain, 'rules'>): boolean {
  return (family === 'ip' || family === 'ip6') && table === 'filter' && name === 'FORWARD' && base !== null;
}

function setKey(row: JsonObject): string {
  return chainKey(row, 'name');
}

function chainKey(row: JsonObject, field: 'name' | 'chain'): string {
  return `${textField(row, 'family')} ${textField(row, 'table')} ${textField(row, field)}`;
}

// {"family":"ip","table":"filter","name":"FORWARD","handle":8,"type":"filter","hook":"forward","prio":0,"policy":"drop"}
function readChain(row: JsonObject): Omit<FirewallChain, 'rules'> | null {
  const family = textField(row, 'family');
  const table = textField(row, 'table');
  const name = textField(row, 'name');
  if (!isFamily(family) || table === null || name === null) return null;
  return { tool: 'nft', family, table, name, base: baseOf(row) };
}

function baseOf(row: JsonObject): BaseChain | null {
  const hook = textField(row, 'hook');
  if (hook === null) return null;
  const type = textField(row, 'type');
  return {
    hook,
    type: type === 'nat' || type === 'route' ? type : 'filter',
    priority: numberField(row, 'prio') ?? 0,
    policy: textField(row, 'policy') === 'drop' ? 'drop' : 'accept',
    packets: null,
  };
}

function isFamily(text: string | null): text is NetfilterFamily {
  return netfilterFamilies.some((family) => family === text);
}
