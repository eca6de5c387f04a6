import type { Link } from '#shared/host/link.ts';
import { type Facts, lowerOf } from './facts.ts';
import { isPair } from './kernelKinds.ts';
import { uplinkEvidence } from './uplink.ts';

/** How many bridges a frame goes through to one that has an uplink, itself counted; absent: it gets to none. */
export type HopsOut = ReadonlyMap<string, number>;

/** The bridges from which frames get out of the host, if need be through other bridges that veths join to them. */
export function hopsOut(facts: Facts): HopsOut {
  const hops = new Map<string, number>();
  for (const link of facts.links.values()) {
    if (link.master !== null && uplinkEvidence(link, facts) !== null) hops.set(link.master, 1);
  }
  // A map goes on to what is added to it on the way, so that the bridges come in the order of their hops.
  for (const [bridge, count] of hops) {
    for (const port of facts.members.get(bridge) ?? []) {
      const far = bridgeBehind(port, facts);
      if (far !== null && !hops.has(far)) hops.set(far, count + 1);
    }
  }
  return hops;
}

/** The bridge that the other end of a veth is a port of; null where it is none, or not on this host. */
function bridgeBehind(veth: Link, facts: Facts): string | null {
  return isPair(veth) ? (lowerOf(veth, facts)?.master ?? null) : null;
}

/** Whether a veth leads from its bridge to one that is nearer to the way out. */
export function isTrunkOut(veth: Link, hops: HopsOut, facts: Facts): boolean {
  const far = bridgeBehind(veth, facts);
  if (far === null || veth.master === null) return false;
  return (hops.get(far) ?? Number.POSITIVE_INFINITY) < (hops.get(veth.master) ?? Number.POSITIVE_INFINITY);
}

/** More hops than any way has. */
const FAR = 1_000_000;

/**
 * Tells for a veth pair which end is nearer to the VMs, as a pair has no direction of its own: its edge runs from
 * there towards the physical side.
 */
export class VethOrder {
  readonly #hops: HopsOut;
  readonly #sitOn: ReadonlySet<string>;
  readonly #areSwitchesTold: boolean;

  constructor(facts: Facts) {
    const sitOn = new Set<string>();
    for (const link of facts.links.values()) {
      const lower = isPair(link) ? null : lowerOf(link, facts);
      if (lower !== null) sitOn.add(lower.name);
    }
    this.#hops = hopsOut(facts);
    this.#sitOn = sitOn;
    this.#areSwitchesTold = facts.switches !== null;
  }

  /** True when `one` is nearer to the VMs than its peer; two equal ends go by their names. */
  isNearer(one: Link, peer: Link): boolean {
    const difference = this.#nearness(one) - this.#nearness(peer);
    return difference === 0 ? one.name < peer.name : difference < 0;
  }

  /**
   * The less, the nearer to the VMs: what something sits on, what is on no bridge, then by how far its bridge is from
   * the way out; what is in Open vSwitch leads on from there.
   */
  #nearness({ name, master, slaveKind }: Link): number {
    if (this.#sitOn.has(name)) return -2;
    if (master === null) return -1;
    const isInSwitch = slaveKind === 'openvswitch';
    if (isInSwitch && !this.#areSwitchesTold) return 2;
    // Of two bridges without a way out a switch is the farther one.
    return 1 / (this.#hops.get(master) ?? (isInSwitch ? FAR : Number.POSITIVE_INFINITY));
  }
}
