import type { VlanRange } from '#shared/host/vlanRange.ts';
import { isLink, type LinkNode, type TopologyEdge } from '#shared/topology/model.ts';
import { carriesVlan, includesVlan, pvidOf, shownVlans } from '#shared/topology/vlanPorts.ts';
import type { BridgeScene } from './bridges.ts';
import type { Scene } from './scene.ts';

/** A bridge that keeps VLANs apart, and where each of them goes. */
export interface VlanPlaces {
  readonly one: BridgeScene;
  /** Whether some way out of the bridge carries a VLAN; true too where that is not known. */
  leadsOut(vlan: number): boolean;
  /** Whether the host itself has something in a VLAN: an address on the bridge, or a VLAN link on it. */
  isHosts(vlan: number): boolean;
  /** How many guests have a port in a VLAN, tagged or not; of more than a pair it may tell fewer. */
  guestsIn(vlan: number): number;
  /** The VLAN of every new port; null: none, as on Open vSwitch. */
  readonly defaultVlan: number | null;
  /** The VLAN links of the host on this bridge. */
  readonly uppers: readonly { readonly node: LinkNode; readonly vlan: number }[];
}

/** Null: the bridge passes every VLAN, or has no way out that could lack one. */
export function vlanPlacesOf(one: BridgeScene, { graph, links }: Scene): VlanPlaces | null {
  const { bridge, ports, guests } = one;
  const isFiltering = bridge.kind === 'ovs-bridge' ? bridge.lead !== 'unread' : bridge.vlans !== undefined;
  if (!isFiltering || one.uplinks.length === 0) return null;
  const exits = ports.filter(
    ({ link, isUplink }) => isUplink || graph.out(link.id).some(({ kind }) => kind === 'peer'),
  );
  const uppers = graph.into(bridge.id).flatMap(({ kind, from }) => {
    const node = kind === 'lower' ? graph.nodes.get(from) : undefined;
    return isLink(node) && node.layer?.kind === 'vlan' ? [{ node, vlan: node.layer.id }] : [];
  });
  const own = pvidIn(bridge.vlans);
  const counts = new Map<number, Set<string>>();
  const trunks: (readonly [TopologyEdge, string])[] = [];
  for (const { port, guest } of guests) {
    if (port === null) continue;
    const vlan = pvidOf(port);
    if (vlan !== null) counts.set(vlan, (counts.get(vlan) ?? new Set()).add(guest.id));
    if (isTrunk(port)) trunks.push([port, guest.id]);
  }
  const guestsIn = memoised((vlan: number) => {
    const found = new Set(counts.get(vlan));
    for (const [port, guest] of trunks) {
      if (found.size > PAIR) break;
      if (carriesVlan(port, vlan) !== false) found.add(guest);
    }
    return found.size;
  });
  // The kernel’s own is 1, where it isn’t told.
  const defaultPvid = links.get(bridge.name)?.bridge?.defaultPvid ?? 1;
  return {
    one,
    leadsOut: (vlan) => exits.some(({ edge }) => carriesVlan(edge, vlan) ?? true),
    isHosts: (vlan) =>
      (bridge.addresses.length > 0 && own === vlan) || uppers.some((upper) => upper.vlan === vlan),
    guestsIn,
    defaultVlan: bridge.kind === 'ovs-bridge' || defaultPvid === 0 ? null : defaultPvid,
    uppers,
  };
}

/** A router’s port, or another’s that sees several VLANs. */
function isTrunk(port: TopologyEdge): boolean {
  const vlans = shownVlans(port);
  return vlans === undefined || vlans.some(({ pvid }) => !pvid);
}

/** Who is alone in a VLAN talks to nobody; a third tells no more than a second. */
const PAIR = 2;

function memoised(count: (vlan: number) => number): (vlan: number) => number {
  const known = new Map<number, number>();
  return (vlan) => {
    const told = known.get(vlan) ?? count(vlan);
    known.set(vlan, told);
    return told;
  };
}

/** The VLAN that the host’s untagged frames on a bridge are of; null: none. */
export function pvidIn(vlans: readonly VlanRange[] | undefined): number | null {
  return vlans?.find(({ pvid }) => pvid)?.first ?? null;
}

/** The VLANs with one more, tagged. */
export function withTagged(vlans: readonly VlanRange[], vlan: number): readonly VlanRange[] {
  return includesVlan(vlans, vlan)
    ? vlans
    : [...vlans, { first: vlan, last: vlan, pvid: false, untagged: false }].sort((a, b) => a.first - b.first);
}

/** The VLANs that a port passes tagged, where they are few enough to be meant one by one. */
export function namedTags({ vlans = [], trunks = [], tag }: TopologyEdge): readonly number[] {
  const tagged = vlans.filter(({ pvid, untagged, first, last }) => !pvid && !untagged && last - first < FEW);
  const each = tagged.flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, at) => first + at),
  );
  return [...each, ...trunks.filter((one) => one !== tag)].slice(0, FEW);
}

/** `bridge-vids 2-4094` stands for all of them. */
const FEW = 16;
