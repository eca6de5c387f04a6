import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { type Facts, gatherFacts, lowerOf } from '#shared/topology/facts.ts';
import { uplinkEvidence } from '#shared/topology/uplink.ts';
import { cameIn } from './cameIn.ts';
import { type Ground, type Holding, lastLiving, type Stake, stakesOn, withBeneath } from './stake.ts';

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

function judge(snapshot: HostSnapshot): Judged {
  const cached = known.get(snapshot);
  if (cached !== undefined) return cached;
  const facts = gatherFacts(snapshot);
  const ground: Ground = {
    holdings: holdingsOf(snapshot),
    below: (name) => carriersOf(name, facts),
    isBridge: (name) => isSwitch(facts.links.get(name)),
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

/** What a link rests on: a bridge on its uplinks, a bond on its last living member, a VLAN on its parent, … */
function carriersOf(name: string, facts: Facts): string[] {
  const link = facts.links.get(name);
  if (link === undefined) return [];
  const members = [...facts.links.values()].filter(({ master }) => master === name);
  if (isSwitch(link)) return bridgeCarriers(link, members, facts);
  if (link.infoKind === 'bond' || link.infoKind === 'team')
    return lastLiving(members).map((member) => member.name);
  const lower = lowerOf(link, facts);
  if (facts.kinds.get(name) === 'veth') return lower === null ? [] : vethCarriers(lower);
  const functions = facts.virtualFunctions.ofLink(link)?.names ?? [];
  return lower === null ? [...functions] : [lower.name, ...functions];
}

function isSwitch(link: Link | undefined): boolean {
  return link?.infoKind === 'bridge' || link?.infoKind === 'openvswitch';
}

/** The ports that lead out, and those behind which a router or the user was seen: a veth to another bridge, a VM. */
function bridgeCarriers(bridge: Link, members: readonly Link[], facts: Facts): string[] {
  const { snapshot } = facts;
  // Under Open vSwitch the kernel knows one datapath as the master of all ports, whatever their bridge.
  const ports =
    bridge.infoKind === 'openvswitch'
      ? snapshot.links.filter(({ slaveKind }) => slaveKind === 'openvswitch')
      : members;
  const wanted = new Set(
    snapshot.neighbours.filter(({ address }) => isNeeded(address, snapshot)).map(({ mac }) => mac),
  );
  return ports
    .filter(
      (port) =>
        port.name !== bridge.name &&
        (uplinkEvidence(port, facts.kinds.get(port.name) ?? 'other') !== null ||
          [...wanted].some((mac) => facts.seenBehind(mac, port.name))),
    )
    .map(({ name }) => name);
}

function isNeeded(address: string, { routes, cameFrom }: HostSnapshot): boolean {
  return (
    address === cameFrom?.split('%')[0] ||
    routes.some(({ destination, gateway }) => destination === 'default' && gateway === address)
  );
}

/** What is sent into a veth comes out of its peer, and goes on through the bridge that this is a port of. */
function vethCarriers(peer: Link): string[] {
  return peer.master === null ? [peer.name] : [peer.name, peer.master];
}
