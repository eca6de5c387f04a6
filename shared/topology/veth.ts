import type { Link } from '#shared/host/link.ts';
import { type Facts, lowerOf } from './facts.ts';
import { uplinkEvidence } from './uplink.ts';

/**
 * Tells for a veth pair which end is nearer to the VMs, as a pair has no direction of its own: its edge runs from
 * there towards the physical side.
 */
export class VethOrder {
  readonly #bridgesWithUplink: ReadonlySet<string>;
  readonly #sitOn: ReadonlySet<string>;

  constructor(facts: Facts) {
    const withUplink = new Set<string>();
    const sitOn = new Set<string>();
    for (const link of facts.links.values()) {
      const kind = facts.kinds.get(link.name) ?? 'other';
      if (link.master !== null && uplinkEvidence(link, kind) !== null) withUplink.add(link.master);
      const lower = kind === 'veth' ? null : lowerOf(link, facts);
      if (lower !== null) sitOn.add(lower.name);
    }
    this.#bridgesWithUplink = withUplink;
    this.#sitOn = sitOn;
  }

  /** True when `one` is nearer to the VMs than its peer; two equal ends go by their names. */
  isNearer(one: Link, peer: Link): boolean {
    const difference = this.#distance(one) - this.#distance(peer);
    return difference === 0 ? one.name < peer.name : difference < 0;
  }

  /** 0: a macvtap or VLAN sits on it, so that the way out is through its peer; 3: its bridge has an uplink. */
  #distance({ name, master }: Link): number {
    if (this.#sitOn.has(name)) return 0;
    if (master === null) return 1;
    return this.#bridgesWithUplink.has(master) ? 3 : 2;
  }
}
