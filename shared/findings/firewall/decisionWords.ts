import type { Firewall } from '#shared/host/firewall.ts';
import type { Decision } from './walk.ts';
import { writerName, writerOf } from './writer.ts';

/** What decides, as evidence: `iptables: chain FORWARD of table filter has policy DROP, 124 packets`. */
export function decisionEvidence({ chain, rule }: Decision): string {
  const { tool, family, table, name, base } = chain;
  const program = tool === 'nft' ? 'nft' : family === 'ip6' ? tool.replace('ip', 'ip6') : tool;
  const place = tool === 'nft' ? `chain ${family} ${table} ${name}` : `chain ${name} of table ${table}`;
  const packets = rule === null ? (base?.packets ?? null) : rule.packets;
  const counted = packets === null ? '' : `, ${packets} ${packets === 1 ? 'packet' : 'packets'}`;
  if (rule !== null && tool !== 'nft') return `${program}: ${rule.text}${counted}`;
  if (rule !== null) return `${program}: ${place}: ${rule.text}${counted}`;
  const policy = base?.policy ?? 'accept';
  return `${program}: ${place} has policy ${tool === 'nft' ? policy : policy.toUpperCase()}${counted}`;
}

/** What decides, in a sentence: `the policy of chain FORWARD (set by Docker)`, `a rule of ufw in chain ufw-reject-forward`. */
export function decisionWords(firewall: Firewall, decision: Decision): string {
  const { chain, rule } = decision;
  const writer = writerOf(firewall, decision);
  if (rule === null) {
    const who = writer === null ? '' : ` (set by ${writerName(writer)})`;
    return `the policy of chain ${chain.name}${who}`;
  }
  return `a rule ${writer === null ? '' : `of ${writerName(writer)} `}in chain ${chain.name}`;
}
