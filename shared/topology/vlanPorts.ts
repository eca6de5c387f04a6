import type { VlanRange } from '../host/vlanRange.ts';
import type { NodeId, TopologyEdge } from './model.ts';

/** How a frame of a VLAN is on a cable: with this tag, or without one. */
export type Tag = number | null;

/** The bridge of a port’s edge; null of any other edge. */
export function bridgeOf({ kind, from, to }: TopologyEdge): NodeId | null {
  return kind === 'port' ? to : kind === 'uplink' ? from : null;
}

export function includesVlan(vlans: readonly VlanRange[], vlan: number): boolean {
  return vlans.some(({ first, last }) => first <= vlan && vlan <= last);
}

/** Whether a port is in a VLAN; null: it passes every VLAN, or nothing is known of it. */
export function carriesVlan({ vlans, tag, trunks = [] }: TopologyEdge, vlan: number): boolean | null {
  if (vlans !== undefined) return includesVlan(vlans, vlan);
  if (tag === undefined && trunks.length === 0) return null;
  return tag === vlan || trunks.includes(vlan);
}

/** The VLAN of what comes in without a tag; null: none, or it stays as it is. */
export function pvidOf({ vlans, tag }: TopologyEdge): number | null {
  if (vlans === undefined) return tag ?? null;
  return vlans.find(({ pvid }) => pvid)?.first ?? null;
}

/** How a VLAN of the bridge is on the cable behind the port. */
export function tagOn({ vlans, tag }: TopologyEdge, vlan: Tag): Tag {
  if (vlan === null || vlans === undefined) return tag === vlan ? null : vlan;
  const own = vlans.find(({ first, last }) => first <= vlan && vlan <= last);
  return own?.untagged === true ? null : vlan;
}

/** The VLANs that a port of Open vSwitch names. */
export function namedOnSwitch({ tag, trunks = [] }: TopologyEdge): readonly number[] {
  return tag === undefined ? trunks : [tag, ...trunks];
}

/** A port’s VLANs to show, of either kind of bridge; undefined: it passes all, or they are not known. */
export function shownVlans({ vlans, tag, trunks = [] }: TopologyEdge): readonly VlanRange[] | undefined {
  if (vlans !== undefined || (tag === undefined && trunks.length === 0)) return vlans;
  const tagged = trunks.filter((each) => each !== tag);
  return [
    ...(tag === undefined ? [] : [{ first: tag, last: tag, pvid: true, untagged: true }]),
    ...tagged.map((each) => ({ first: each, last: each, pvid: false, untagged: false })),
  ];
}
