import type { FirewallMatch, FirewallRule } from '#shared/host/firewall.ts';
import type { AddressRange, Packet, PacketEnd } from './packet.ts';
import { readRange, type Share, shareWithin } from './ranges.ts';

/** How many packets of a kind match a rule, and whether the rule was written for such. */
export interface RuleShare {
  readonly share: Share;
  /** It names their links, their addresses, or a port of whomever: who wrote it meant to let just these through. */
  readonly isMeant: boolean;
}

const NO_SHARE: RuleShare = { share: 'none', isMeant: false };

/** Tells for one packet how many of its kind match a rule. */
export class Matcher {
  readonly #packet: Packet;
  /** How many of its packets a rule has marked. */
  readonly #marked: Share;
  /** In a chain of the bridge family the links are the ports. */
  readonly #isOnPorts: boolean;

  constructor(packet: Packet, isOnPorts: boolean, marked: Share) {
    this.#packet = packet;
    this.#isOnPorts = isOnPorts;
    this.#marked = marked;
  }

  shareOf({ matches }: FirewallRule): RuleShare {
    let share: Share = 'all';
    let isNamed = false;
    let isOfPort = false;
    let isOfOthers = false;
    for (const match of matches) {
      const own = this.#shareOf(match);
      if (own === 'none') return NO_SHARE;
      share = both(share, own);
      if (match.on === 'some') isOfPort ||= match.what === 'port' || match.what === 'rate';
      else if (this.#isNaming(match)) isNamed = true;
      else if (match.on === 'address') isOfOthers = true;
    }
    return { share, isMeant: isNamed || (isOfPort && !isOfOthers) };
  }

  #shareOf(match: FirewallMatch): Share {
    switch (match.on) {
      case 'link':
        return this.#ofLink(match);
      case 'address':
        return not(match.not, this.#ofAddress(match));
      // What is forwarded is for another host.
      case 'local':
        return when(match.not);
      case 'protocol':
        return not(match.not, when(match.names.some((name) => name === 'tcp' || name === '6')));
      case 'family':
        return not(match.not, when(match.names.includes(this.#packet.family)));
      case 'state':
        return not(match.not, this.#ofState(match.names));
      case 'bridged':
        return when(this.#packet.isBridged !== match.not);
      case 'mark':
        return this.#marked === 'none' ? when(match.unmarked) : this.#marked === 'some' ? 'some' : 'unknown';
      case 'some':
        return 'some';
      case 'unknown':
        return 'unknown';
    }
  }

  #ofLink({ end, at, names, not: isNot }: Extract<FirewallMatch, { on: 'link' }>): Share {
    const own = this.#end(end === 'in');
    const isPort = at === 'port' || (at === 'hook' && this.#isOnPorts);
    const name = at === 'bridge' ? own.bridge : isPort ? own.port : own.link;
    if (name === null && !(isPort && !this.#packet.isBridged)) return 'unknown';
    return when((name !== null && names.some((pattern) => isNamed(name, pattern))) !== isNot);
  }

  #ofAddress(match: AddressMatch): Share {
    const { ranges, isWhole } = rangesOf(match);
    if (!isWhole) return 'unknown';
    const share = shareWithin(this.#end(match.end === 'source'), ranges);
    // Of guests whose addresses are not known, these may be just the ones.
    return share === 'some' && this.#packet.isBridged && this.#guest.within === null ? 'unknown' : share;
  }

  /** Whether a rule was written for these guests. */
  #isNaming(match: FirewallMatch): boolean {
    if (match.on === 'link') return !match.not && !match.names.includes('*');
    if (match.on !== 'address' || match.not || match.ranges.some(isAnyText)) return false;
    return this.#guest.within !== null && shareWithin(this.#guest, rangesOf(match).ranges) !== 'none';
  }

  get #guest(): PacketEnd {
    return this.#packet.from.isGuest ? this.#packet.from : this.#packet.to;
  }

  #ofState(names: readonly string[]): Share {
    if (names.includes(this.#packet.state)) return 'all';
    // No states, but what was done to some packets.
    return names.includes('dnat') || names.includes('snat') ? 'some' : 'none';
  }

  #end(isSource: boolean): PacketEnd {
    return isSource ? this.#packet.from : this.#packet.to;
  }
}

type AddressMatch = Extract<FirewallMatch, { on: 'address' }>;

interface ReadRanges {
  readonly ranges: readonly AddressRange[];
  /** All of them could be read. */
  readonly isWhole: boolean;
}

/** To read addresses takes longest, and each rule is asked for many packets. */
const readRanges = new WeakMap<AddressMatch, ReadRanges>();

function rangesOf(match: AddressMatch): ReadRanges {
  const known = readRanges.get(match);
  if (known !== undefined) return known;
  const ranges = match.ranges.flatMap((text) => readRange(text) ?? []);
  const read = { ranges, isWhole: ranges.length === match.ranges.length };
  readRanges.set(match, read);
  return read;
}

/** The share for which both hold. */
export function both(a: Share, b: Share): Share {
  if (a === 'none' || b === 'none') return 'none';
  // What holds for some holds for no more, whatever the other may be.
  if (a === 'some' || b === 'some') return 'some';
  return a === 'unknown' || b === 'unknown' ? 'unknown' : 'all';
}

function isAnyText(range: string): boolean {
  return /^(?:0\.0\.0\.0|::)\/0$/.test(range);
}

function isNamed(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function when(holds: boolean): Share {
  return holds ? 'all' : 'none';
}

function not(isNot: boolean, share: Share): Share {
  if (!isNot) return share;
  return share === 'all' ? 'none' : share === 'none' ? 'all' : share;
}
