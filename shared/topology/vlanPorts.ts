import { impliedMode, rangesOf, type SwitchVlanMode } from '../host/ovsVlans.ts';
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

/** What a port of Open vSwitch does with VLANs: what isn’t of account in its mode is left out. */
interface OnSwitch {
  readonly mode: SwitchVlanMode;
  /** Of untagged frames; undefined: none. */
  readonly tag: number | undefined;
  /** Undefined: all. */
  readonly trunks: readonly number[] | undefined;
}

/** Null: it is no port of Open vSwitch, or nothing is set on it. */
function onSwitch({ vlanMode, tag, trunks = [] }: TopologyEdge): OnSwitch | null {
  if (vlanMode === undefined && tag === undefined && trunks.length === 0) return null;
  const mode = vlanMode ?? impliedMode(tag ?? null);
  if (mode === 'access' || mode === 'dot1q-tunnel') return { mode, tag: tag ?? 0, trunks: [] };
  const all = trunks.length === 0 ? undefined : trunks;
  if (mode === 'trunk') return all === undefined ? null : { mode, tag: undefined, trunks: all };
  return { mode, tag: tag ?? 0, trunks: all };
}

/** Whether a port is in a VLAN; null: it passes every VLAN, or nothing is known of it. */
export function carriesVlan(edge: TopologyEdge, vlan: number): boolean | null {
  if (edge.vlans !== undefined) return includesVlan(edge.vlans, vlan);
  const port = onSwitch(edge);
  if (port === null) return null;
  return port.tag === vlan || (port.trunks === undefined ? null : port.trunks.includes(vlan));
}

/** Whether two ports of one bridge have a VLAN in common; true too where that is not known. */
export function sharesVlan(one: TopologyEdge, other: TopologyEdge): boolean {
  const [own, others] = [shownVlans(one), shownVlans(other)];
  if (own === undefined || others === undefined) return true;
  return own.some(({ first, last }) => others.some((range) => range.first <= last && first <= range.last));
}

/** The VLAN of what comes in without a tag; null: none, or it stays as it is. */
export function pvidOf(edge: TopologyEdge): number | null {
  if (edge.vlans === undefined) return onSwitch(edge)?.tag ?? null;
  return edge.vlans.find(({ pvid }) => pvid)?.first ?? null;
}

/** How a VLAN of the bridge is on the cable behind the port. */
export function tagOn(edge: TopologyEdge, vlan: Tag): Tag {
  if (edge.vlans === undefined) {
    const port = onSwitch(edge);
    return port?.tag === vlan && port?.mode !== 'native-tagged' ? null : vlan;
  }
  if (vlan === null) return null;
  const own = edge.vlans.find(({ first, last }) => first <= vlan && vlan <= last);
  return own?.untagged === true ? null : vlan;
}

/** The VLANs that a port of Open vSwitch names. */
export function namedOnSwitch(edge: TopologyEdge): readonly number[] {
  const port = onSwitch(edge);
  if (port === null) return [];
  const { tag, trunks = [] } = port;
  return tag === undefined ? trunks : [tag, ...trunks];
}

/** A port’s VLANs to show, of either kind of bridge; undefined: it passes all, or they are not known. */
export function shownVlans(edge: TopologyEdge): readonly VlanRange[] | undefined {
  if (edge.vlans !== undefined) return edge.vlans;
  const port = onSwitch(edge);
  if (port === null) return undefined;
  const { mode, tag } = port;
  const native =
    tag === undefined ? [] : [{ first: tag, last: tag, pvid: true, untagged: mode !== 'native-tagged' }];
  return [...native, ...taggedOn(port)];
}

function taggedOn({ tag, trunks }: OnSwitch): VlanRange[] {
  const flags = { pvid: false, untagged: false };
  if (trunks === undefined) {
    const all = [
      { first: 1, last: (tag ?? 0) - 1, ...flags },
      { first: (tag ?? 0) + 1, last: 4094, ...flags },
    ];
    return all.filter(({ first, last }) => first <= last);
  }
  return rangesOf(trunks.filter((each) => each !== tag)).map((range) => ({ ...range, ...flags }));
}
