import type { FindingCode } from '#shared/findings/codes.ts';
import type { FindingRepair } from '#shared/findings/finding.ts';
import type { NodeId, TopologyEdge } from '#shared/topology/model.ts';

/**
 * What a packet of a guest has to pass, from the guest outwards: `end` is the host’s end of the guest’s cable, `port`
 * its place in a bridge, `frames` whether anything of it arrived there, `network` the addresses and the NAT that
 * libvirt or this host has for it, `filter` the firewall of this host.
 */
export const hopSteps = [
  'guest',
  'vnic',
  'end',
  'port',
  'frames',
  'bridge',
  'network',
  'uplink',
  'gateway',
  'filter',
] as const;
export type HopStep = (typeof hopSteps)[number];

/** `unknown`: it can’t be seen from this host, or could not be read. */
export type HopVerdict = 'ok' | 'broken' | 'unknown';

export type HopPlace = { readonly node: NodeId } | { readonly edge: TopologyEdge['id'] };

/** One thing on the way, and whether a packet passes it. */
export type Hop = HopPlace & {
  readonly step: HopStep;
  readonly verdict: HopVerdict;
  /** What was found there, the gravest first; the findings themselves tell the rest. */
  readonly findings: readonly FindingCode[];
  /** One or two plain sentences. */
  readonly say: string;
};

/** The way of one vNIC’s packets, from its guest outwards, up to the first hop that is broken. */
export interface Walk {
  readonly vnic: NodeId;
  /** `web01’s net0` */
  readonly name: string;
  readonly hops: readonly Hop[];
  /** `broken` where a hop is, else `unknown` where one is, else `ok`. */
  readonly outcome: HopVerdict;
  /** Which of the hops the verdict is about: the first broken one, else the first that can’t be known; null: all are ok. */
  readonly stop: number | null;
  /** What the walk comes to, and what to do there. */
  readonly verdict: string;
  /** What mends the hop that it stops at, the likeliest first; empty where only the user can know. */
  readonly repairs: readonly FindingRepair[];
}
