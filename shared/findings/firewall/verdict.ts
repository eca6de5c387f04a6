import type { Firewall, FirewallChain, FirewallRule } from '#shared/host/firewall.ts';
import { append } from '#shared/topology/append.ts';
import { Matcher } from './match.ts';
import type { Packet } from './packet.ts';
import type { Share } from './ranges.ts';
import { type Decision, type Outcome, Walk } from './walk.ts';

/** What becomes of a packet on its way through the host. */
export interface FirewallVerdict {
  /** `partly`: only what somebody meant to let through passes · `unknown`: a rule decides that can’t be evaluated */
  readonly fate: 'accepted' | 'dropped' | 'partly' | 'unknown';
  /** What drops it, one for each hook that does; empty where it passes. */
  readonly by: readonly Decision[];
  /** What can’t be evaluated; null: nothing that matters. */
  readonly unsure: Decision | null;
}

const DROPS: ReadonlySet<Decision['verdict']> = new Set(['drop', 'reject']);

/**
 * What the FORWARD hook of the host makes of a packet that it routes, or of a frame that its bridge forwards. The rules
 * are read far less often than the links: each kind of packet is followed through them once.
 */
export function verdictOf(firewall: Firewall, packet: Packet): FirewallVerdict {
  const { verdicts } = indexOf(firewall);
  const key = packetKey(packet);
  const verdict = verdicts.get(key) ?? followed(firewall, packet);
  verdicts.set(key, verdict);
  return verdict;
}

function packetKey(packet: Packet): string {
  return JSON.stringify(packet, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
}

function followed(firewall: Firewall, packet: Packet): FirewallVerdict {
  const outcomes = outcomesAt(firewall, packet, 'forward', 'filter');
  const dropping = outcomes.filter(({ rest }) => rest !== null && DROPS.has(rest.verdict));
  const sure = dropping.filter(({ accepts }) => accepts.unknown === null && !accepts.isMeant);
  const by = (of: readonly Outcome[]) => of.flatMap(({ rest }) => rest ?? []);
  if (sure.length > 0) return { fate: 'dropped', by: by(sure), unsure: null };
  const [unsure = null] = outcomes.flatMap(unsureOf);
  if (unsure !== null) return { fate: 'unknown', by: by(dropping), unsure };
  return { fate: dropping.length > 0 ? 'partly' : 'accepted', by: by(dropping), unsure: null };
}

/** Whether the host gives a packet an address of its own when it leaves. */
export interface NatVerdict {
  /** Null: a rule decides that can’t be evaluated. */
  readonly isDone: boolean | null;
  /** What does it; null: nothing that is known. */
  readonly by: Decision | null;
}

/** What the POSTROUTING hook makes of such a packet: masquerading, SNAT, or neither. Each kind is followed once. */
export function natVerdictOf(firewall: Firewall, packet: Packet): NatVerdict {
  const { natVerdicts } = indexOf(firewall);
  const key = packetKey(packet);
  const verdict = natVerdicts.get(key) ?? followedOut(firewall, packet);
  natVerdicts.set(key, verdict);
  return verdict;
}

function followedOut(firewall: Firewall, packet: Packet): NatVerdict {
  const outcomes = outcomesAt(firewall, packet, 'postrouting', 'nat');
  const decisions = outcomes.flatMap(({ rest, accepts }) => [rest, accepts.some]);
  const by = decisions.find((one) => one?.verdict === 'masquerade' || one?.verdict === 'snat') ?? null;
  if (by !== null) return { isDone: true, by };
  const isUnknown = outcomes.some(
    ({ rest, accepts }) => rest?.verdict === 'unknown' || accepts.unknown !== null,
  );
  return { isDone: isUnknown ? null : false, by };
}

function unsureOf({ rest, accepts, drops }: Outcome): Decision[] {
  if (rest === null) return [];
  if (rest.verdict === 'unknown') return [rest];
  const unknown = DROPS.has(rest.verdict) ? accepts.unknown : drops.unknown;
  return unknown === null ? [] : [unknown];
}

/** Of each base chain at a hook that sees the packet, in the order in which it does. */
function outcomesAt(
  firewall: Firewall,
  packet: Packet,
  hook: string,
  type: 'filter' | 'nat',
): readonly Outcome[] {
  const marked = markedShare(firewall, packet);
  return basesAt(firewall, packet, hook)
    .filter(({ base }) => base?.type === type)
    .map((chain) => walkOf(firewall, packet, chain, marked).base(chain));
}

/** How many of the packets bear a mark when they come to a hook: none, as long as no rule that they meet marks any. */
function markedShare(firewall: Firewall, packet: Packet): Share {
  const { hasMarks } = indexOf(firewall);
  if (!hasMarks) return 'none';
  const chains = [...basesAt(firewall, packet, 'prerouting'), ...basesAt(firewall, packet, 'forward')];
  const shares = chains.map((chain) => walkOf(firewall, packet, chain, 'unknown').base(chain).marked);
  if (shares.every((share) => share === 'none')) return 'none';
  return shares.some((share) => share === 'all' || share === 'unknown') ? 'unknown' : 'some';
}

function walkOf(firewall: Firewall, packet: Packet, base: FirewallChain, marked: Share): Walk {
  const { chains } = indexOf(firewall);
  const matcher = new Matcher(packet, base.family === 'bridge', marked);
  return new Walk(matcher, (name, from) => chains.get(keyOf({ ...from, name })));
}

function basesAt(firewall: Firewall, { family, layers }: Packet, hook: string): readonly FirewallChain[] {
  const isSeen = (chain: FirewallChain) =>
    chain.family === 'bridge'
      ? layers.includes('bridge')
      : layers.includes('ip') && (chain.family === family || chain.family === 'inet');
  return (indexOf(firewall).bases.get(hook) ?? []).filter(isSeen);
}

interface Index {
  /** By hook, in the order in which packets meet them. */
  readonly bases: ReadonlyMap<string, readonly FirewallChain[]>;
  readonly chains: ReadonlyMap<string, FirewallChain>;
  readonly hasMarks: boolean;
  /** By the packet, what was found out before. */
  readonly verdicts: Map<string, FirewallVerdict>;
  readonly natVerdicts: Map<string, NatVerdict>;
}

const indexes = new WeakMap<Firewall, Index>();

function indexOf(firewall: Firewall): Index {
  const known = indexes.get(firewall);
  if (known !== undefined) return known;
  const bases = new Map<string, FirewallChain[]>();
  for (const chain of firewall.chains) {
    if (chain.base !== null) append(bases, chain.base.hook, chain);
  }
  const order = ({ base, family }: FirewallChain) =>
    [Number(family !== 'bridge'), base?.priority ?? 0] as const;
  for (const chains of bases.values()) {
    chains.sort((a, b) => {
      const [[layerA, priorityA], [layerB, priorityB]] = [order(a), order(b)];
      return layerA - layerB || priorityA - priorityB;
    });
  }
  const index: Index = {
    bases,
    chains: new Map(firewall.chains.map((chain) => [keyOf(chain), chain])),
    hasMarks: firewall.chains.some(({ rules }) => rules.some(({ marks }: FirewallRule) => marks)),
    verdicts: new Map(),
    natVerdicts: new Map(),
  };
  indexes.set(firewall, index);
  return index;
}

function keyOf({ tool, family, table, name }: FirewallChain): string {
  return `${tool} ${family} ${table} ${name}`;
}
