import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { gatherFacts } from '#shared/topology/facts.ts';
import { cameIn } from './cameIn.ts';
import { Carriers } from './carriers.ts';
import { type Ground, type Holding, type Stake, stakesOn, withBeneath } from './stake.ts';

interface Judged {
  readonly ground: Ground;
  readonly stakes: ReadonlyMap<string, Stake>;
}

const known = new WeakMap<HostSnapshot, Judged>();

/** What this link carries that the user can't lose unawares, and why; null: nothing. */
export function atStake(snapshot: HostSnapshot, link: string): Stake | null {
  return judge(snapshot).stakes.get(link) ?? null;
}

/** The links that carry this one, directly: a bridge's uplinks, a VLAN's parent, … */
export function below(snapshot: HostSnapshot, link: string): readonly string[] {
  return judge(snapshot).ground.below(link);
}

/** This link, and all that carries it, however far beneath. */
export function restingOn(snapshot: HostSnapshot, link: string): ReadonlySet<string> {
  return withBeneath(link, judge(snapshot).ground.below);
}

/** The links that hold themselves what the user can't lose, each once. */
export function holders(snapshot: HostSnapshot): readonly string[] {
  return [...new Set(judge(snapshot).ground.holdings.map(({ link }) => link))];
}

/** The same host as if nobody lived on it: nothing is at stake there. */
export function withoutStakes({ cameFrom: _, ...snapshot }: HostSnapshot): HostSnapshot {
  return { ...snapshot, addresses: [], routes: [] };
}

function judge(snapshot: HostSnapshot): Judged {
  const cached = known.get(snapshot);
  if (cached !== undefined) return cached;
  const facts = gatherFacts(snapshot);
  const carriers = new Carriers(facts);
  const ground: Ground = {
    holdings: holdingsOf(snapshot),
    below: (name) => carriers.below(name),
    perhaps: (name, isAddress) => carriers.perhaps(name, isAddress),
    isBridge: (name) => facts.links.get(name)?.infoKind === 'bridge',
  };
  const judged = { ground, stakes: stakesOn(ground) };
  known.set(snapshot, judged);
  return judged;
}

function holdingsOf(snapshot: HostSnapshot): Holding[] {
  return [...defaultRoutes(snapshot), ...addresses(snapshot), ...cameIn(snapshot)];
}

function defaultRoutes({ routes }: HostSnapshot): Holding[] {
  return routes.flatMap(({ destination, link, gateway, family }) => {
    if (destination !== 'default' || link === null) return [];
    const what = `the host’s default route${family === 'inet6' ? ' of IPv6' : ''}`;
    const via = gateway === null ? '' : ` (via ${gateway})`;
    return [{ link, clause: `${what}${via} leaves through ${link}`, isAddress: false }];
  });
}

function addresses(snapshot: HostSnapshot): Holding[] {
  return snapshot.addresses
    .filter(({ scope }) => scope !== 'link' && scope !== 'host')
    .map(({ link, address, prefixLength }) => ({
      link,
      clause: `the host’s address ${address}/${prefixLength} is on ${link}`,
      isAddress: true,
    }));
}
