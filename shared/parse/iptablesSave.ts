import type { FirewallChain, FirewallRule } from '#shared/host/firewall.ts';
import { readIptablesRule } from './iptablesRule.ts';
import { OddLines } from './oddLines.ts';
import type { Parsed } from './result.ts';

/** Where the kernel’s own chains of each table are hooked in, by priority (`linux/netfilter_ipv4.h`). */
const PRIORITIES: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  nat: 100,
  filter: 0,
  security: 50,
};
const HOOKS: ReadonlySet<string> = new Set(['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']);

interface OpenChain {
  readonly chain: Omit<FirewallChain, 'rules'>;
  readonly rules: FirewallRule[];
}

/**
 * Reads `iptables-save -c`, or `ip6tables-save -c`: the chains of every table, with the kernel’s own that have neither
 * rules nor a policy of their own.
 *
 * Source of the format: iptables `iptables/iptables-save.c`, iptables-save(8).
 */
export function parseIptablesSave(
  text: string,
  family: 'ip' | 'ip6',
  tool: 'iptables' | 'iptables-legacy',
): Parsed<FirewallChain[]> {
  const chains = new Map<string, OpenChain>();
  const odd = new OddLines('iptables-save');
  let table: string | null = null;
  let known = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('*')) table = line.slice(1);
    if (line === '' || line.startsWith('#') || line.startsWith('*') || line === 'COMMIT') continue;
    const isRead = table !== null && readLine(line, table, { family, tool, chains });
    if (isRead) known += 1;
    else odd.add(line, index, 'a chain or a rule');
  }
  return odd.parsed(
    [...chains.values()].map(({ chain, rules }) => ({ ...chain, rules })),
    known,
  );
}

interface Reading {
  readonly family: 'ip' | 'ip6';
  readonly tool: 'iptables' | 'iptables-legacy';
  readonly chains: Map<string, OpenChain>;
}

function readLine(line: string, table: string, { family, tool, chains }: Reading): boolean {
  // :FORWARD DROP [124:9999]   :DOCKER-USER - [0:0]
  if (line.startsWith(':')) {
    const [, name = '', policy, packets] = /^:(\S+) (ACCEPT|DROP|-) \[(\d+):\d+\]$/.exec(line) ?? [];
    if (name === '') return false;
    const isBase = policy !== '-' && HOOKS.has(name);
    const base = isBase
      ? {
          hook: name.toLowerCase(),
          type: table === 'nat' ? ('nat' as const) : ('filter' as const),
          priority: priorityOf(table, name),
          policy: policy === 'DROP' ? ('drop' as const) : ('accept' as const),
          packets: Number(packets),
        }
      : null;
    chains.set(keyOf(table, name), { chain: { tool, family, table, name, base }, rules: [] });
    return true;
  }
  // [12:720] -A FORWARD -i br0 -j ACCEPT
  const [, count, chain = '', rest = ''] = /^(?:\[(\d+):\d+\] )?-A (\S+)(?: (.*))?$/.exec(line) ?? [];
  const open = chains.get(keyOf(table, chain));
  if (open === undefined) return false;
  open.rules.push(
    readIptablesRule(chain, rest, count === undefined ? null : Number(count), (target) =>
      chains.has(keyOf(table, target)),
    ),
  );
  return true;
}

function keyOf(table: string, chain: string): string {
  return `${table} ${chain}`;
}

function priorityOf(table: string, chain: string): number {
  const isBefore = table === 'nat' && (chain === 'PREROUTING' || chain === 'OUTPUT');
  return isBefore ? -100 : (PRIORITIES[table] ?? 0);
}
