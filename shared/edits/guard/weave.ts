import type { LinkAddress } from '#shared/host/address.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { kindOf } from '../../ops/kinds.ts';
import { isSameRoute, routeWords } from '../../ops/link/linkConditions.ts';
import type { Op } from '../../ops/op.ts';
import { isRefusal, type Refusal, refuse } from '../../ops/refusal.ts';
import { unfolded } from '../../ops/unfolded.ts';
import { below, holders, restingOn } from './atStake.ts';
import { addressesOn, carry, holdsOwn, routesOver, strip } from './carry.ts';

/** What the host has on one link and takes along to another. */
export interface Carried {
  readonly from: string;
  readonly to: string;
  /** The host before it. */
  readonly before: HostSnapshot;
  /** Of the link that it leaves, which the other one is given; null: that one keeps its own. */
  readonly mac: string | null;
}

export interface Woven {
  readonly ops: readonly Op[];
  readonly carried: readonly Carried[];
}

/**
 * The ops of an edit with those between them that keep the host reachable: what the host has on a link that stops
 * working goes along to where it works, and what the kernel would drop silently is taken off by name, so that the
 * inverse sets it again.
 */
export function weave(snapshot: HostSnapshot, plain: readonly Op[]): Woven | Refusal {
  const weaver = new Weaver(snapshot);
  for (const op of plain) {
    const refusal = weaver.add(op);
    if (refusal !== null) return refusal;
  }
  return weaver.woven;
}

class Weaver {
  readonly #ops: Op[] = [];
  readonly #carried: Carried[] = [];
  /** What sets again what was taken off a link. */
  readonly #stripped = new Map<string, readonly Op[]>();
  #facts: HostSnapshot;

  constructor(snapshot: HostSnapshot) {
    this.#facts = snapshot;
  }

  get woven(): Woven {
    return { ops: this.#ops, carried: this.#carried };
  }

  add(op: Op): Refusal | null {
    if (op.op === 'port-master') return this.#move(op);
    const drops = kindOf(op).drops(op, this.#facts);
    if (isRefusal(drops)) return drops;
    for (const { link, families } of drops) {
      const shared = this.#strip(link, families);
      if (shared !== null) return shared;
    }
    this.#do([op]);
    if (op.op === 'link-state' && op.state === 'up') this.#setAgain(op.link);
    return null;
  }

  /** What was taken off a link, and off the VLANs on it, as it went down, where the same edit sets it up again. */
  #setAgain(link: string): void {
    for (const [each, back] of this.#stripped) {
      if (!restingOn(this.#facts, each).has(link)) continue;
      this.#stripped.delete(each);
      this.#do(back);
    }
  }

  #move(op: Op & { op: 'port-master' }): Refusal | null {
    const facts = this.#facts;
    const was = facts.links.find(({ name }) => name === op.link)?.master ?? null;
    const leaves = was !== null && isLastWay(facts, was, op.link) ? was : null;
    const left = leaves === null ? null : refuseLeft(facts, leaves);
    if (left !== null) return left;
    const from = [...(op.master === null ? [] : [op.link]), ...(leaves === null ? [] : [leaves])].filter(
      (link) => holdsOwn(facts, link),
    );
    const to = op.master ?? op.link;
    if (from.length > 0) this.#raise(to);
    // A bond takes only a link that is down, from which the kernel has dropped the routes: they go along before.
    const isBefore = (facts.links.find(({ name }) => name === op.master)?.bondMode ?? null) !== null;
    const setAgain = isBefore && from.length > 0 ? refuseSetAgain(facts, op.link, to) : null;
    if (setAgain !== null) return setAgain;
    if (!isBefore) this.#do(unfolded(this.#facts, [op]));
    // One that leaves a bond is down then.
    if (from.length > 0) this.#raise(to);
    for (const link of from) {
      const refusal = this.#carry(link, to);
      if (refusal !== null) return refusal;
    }
    if (isBefore) this.#do(unfolded(this.#facts, [op]));
    return null;
  }

  #raise(link: string): void {
    if (!isUp(this.#facts, link)) this.#do([{ op: 'link-state', link, state: 'up' }]);
  }

  #carry(from: string, to: string): Refusal | null {
    const shared = refuseRoutes(this.#facts, from);
    if (shared !== null) return shared;
    const mac = macToTake(this.#facts, from, to);
    this.#carried.push({ from, to, before: this.#facts, mac });
    if (mac !== null) this.#do([{ op: 'link-mac', link: to, mac }]);
    this.#do(carry(this.#facts, from, to));
    return null;
  }

  #strip(link: string, families: readonly LinkAddress['family'][]): Refusal | null {
    const shared = refuseRoutes(this.#facts, link);
    if (shared !== null) return shared;
    const back: Op[] = [];
    for (const op of strip(this.#facts, link, families)) {
      const inverse = kindOf(op).inverse(op, this.#facts);
      if (!isRefusal(inverse)) back.unshift(inverse);
      this.#do([op]);
    }
    this.#stripped.set(link, back);
    return null;
  }

  #do(ops: readonly Op[]): void {
    for (const op of ops) {
      this.#ops.push(op);
      this.#facts = kindOf(op).after(op, this.#facts);
    }
  }
}

/**
 * The MAC by which a DHCP server knows the host, for a bridge that takes over all that a card had. Left alone, the
 * bridge has one of its own wherever udev runs (systemd.link(5), MACAddressPolicy=persistent).
 */
function macToTake(snapshot: HostSnapshot, from: string, to: string): string | null {
  const card = snapshot.links.find(({ name }) => name === from);
  const bridge = snapshot.links.find(({ name }) => name === to);
  if (card === undefined || card.bridge !== null || card.linkType !== 'ether') return null;
  if (bridge === undefined || bridge.bridge === null || bridge.mac === null) return null;
  return bridge.mac === card.mac || addressesOn(snapshot, to).length > 0 ? null : card.mac;
}

function isUp({ links }: HostSnapshot, link: string): boolean {
  return links.some(({ name, up }) => name === link && up);
}

/** Whether a bridge leads out by this port and by no other. */
function isLastWay(snapshot: HostSnapshot, bridge: string, port: string): boolean {
  const carriers = below(snapshot, bridge);
  return carriers.length === 1 && carriers[0] === port;
}

/** systemd-networkd configures each link anew as it comes up, which a member of a bond does, whose link it is or not. */
function refuseSetAgain({ networkSetup }: HostSnapshot, card: string, bond: string): Refusal | null {
  return networkSetup.networkd.includes(card)
    ? refuse(
        `systemd-networkd configures ${card}, and gives ${card} its addresses and routes again as soon as ${card} comes up in ${bond}.`,
        `Have systemd-networkd put ${card} into ${bond} (“Bond=${bond}” in its .network file), or take a card that it doesn’t configure.`,
      )
    : null;
}

/** What sits on a bridge that loses its uplink can't be taken along to a card. */
function refuseLeft(snapshot: HostSnapshot, bridge: string): Refusal | null {
  const upper = holders(snapshot).find((link) => link !== bridge && restingOn(snapshot, link).has(bridge));
  return upper === undefined
    ? null
    : refuse(
        `The host is reached through ${upper}, which uses ${bridge}; Patchbay can’t move ${upper} with it.`,
        'Make the change at the host’s console.',
      );
}

/** What a command could not move, or not bring back. */
function refuseRoutes(snapshot: HostSnapshot, link: string): Refusal | null {
  return refuseShared(snapshot, link) ?? refuseSettings(snapshot, link);
}

/** A router sets its own again with its next advertisement. */
function refuseSettings(snapshot: HostSnapshot, link: string): Refusal | null {
  const set = routesOver(snapshot, link).find(
    ({ settings, protocol }) => settings !== undefined && protocol !== 'ra',
  );
  return set === undefined
    ? null
    : refuse(
        `The route ${routeWords(set)} has special settings (${set.settings?.join(', ')}), which Patchbay can’t move or restore.`,
        'Make the change at the host’s console, or set this route without them first.',
      );
}

/** Of two ways to one destination with one metric a command can't tell which is meant. */
function refuseShared(snapshot: HostSnapshot, link: string): Refusal | null {
  const shared = routesOver(snapshot, link).find(
    (route) =>
      snapshot.routes.filter(
        (each) =>
          each.family === route.family &&
          each.destination === route.destination &&
          each.metric === route.metric &&
          !isSameRoute(each, route),
      ).length > 0,
  );
  return shared === undefined
    ? null
    : refuse(
        `The host has several routes to ${shared.destination} with the same metric, one of them through ${link}; Patchbay can’t move just one of them.`,
        'Set different metrics, or make the change at the host’s console.',
      );
}
