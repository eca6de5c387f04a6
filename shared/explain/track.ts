import type { FindingsReport } from '#shared/findings/finding.ts';
import { cableName, type GuestCable, isRouted } from '#shared/findings/guestCables.ts';
import type { Scene } from '#shared/findings/scene.ts';
import type { EarlierCounts } from '#shared/host/earlierCounts.ts';
import type { Link } from '#shared/host/link.ts';
import { findLink } from '#shared/host/snapshot.ts';
import {
  isBridge,
  isGuest,
  isLink,
  type LinkNode,
  type NetworkNode,
  type NodeId,
  type TopologyEdge,
  type VmNode,
  type VnicNode,
} from '#shared/topology/model.ts';
import { includesVlan, pvidOf } from '#shared/topology/vlanPorts.ts';

/** The way of a vNIC’s packets as far as it is known, which the hops look at one after the other. */
export interface Track {
  readonly scene: Scene;
  /** What was found on the host, and what could not be checked. */
  readonly report: FindingsReport;
  /** What its links had counted before; null: not known. */
  readonly earlier: EarlierCounts | null;
  readonly guest: VmNode;
  readonly vnic: VnicNode;
  readonly name: string;
  /** The host’s end of its cable; null: none, or not certainly one. */
  readonly end: LinkNode | null;
  /** The links that may be its end; several where nobody knows which. */
  readonly ends: readonly LinkNode[];
  /** The bridges from the guest outwards: Proxmox VE’s firewall bridge comes before the one it leads into. */
  readonly bridges: readonly BridgeOnTrack[];
  /** The network of libvirt’s own whose bridge is the last one: isolated, NAT or routed; null: none. */
  readonly network: NetworkNode | null;
  /** How packets leave the last bridge, or the link that no bridge has. */
  readonly way: Way;
}

export interface BridgeOnTrack {
  readonly bridge: LinkNode;
  /** The port by which the guest’s packets come in, and its cable into the bridge. */
  readonly port: LinkNode;
  readonly edge: TopologyEdge;
  /** The VLAN that they are in there; null: none, or not known. */
  readonly vlan: number | null;
}

/**
 * - `ports`: by what leads out, at layer 2: a bridge’s uplinks, the card below a macvtap or a virtual function
 * - `routed`: by the host itself, which routes or does NAT, from `from` to `out`; `out` empty: it is not known where to
 * - `none`: nowhere that is known
 */
export type Way =
  | { readonly kind: 'ports'; readonly ports: readonly WayOut[] }
  | {
      readonly kind: 'routed';
      readonly from: LinkNode | null;
      readonly nat: boolean;
      readonly out: readonly WayOut[];
    }
  | { readonly kind: 'none' };

export interface WayOut {
  readonly link: LinkNode;
  /** The cable that leads to it; null where only a route does. */
  readonly edge: TopologyEdge | null;
}

/** @returns null where there is no such vNIC */
export function trackOf(
  scene: Scene,
  report: FindingsReport,
  id: NodeId,
  earlier: EarlierCounts | null,
): Track | null {
  const { graph } = scene;
  const vnic = graph.nodes.get(id);
  if (vnic?.kind !== 'vnic') return null;
  const guest = graph.nodes.get(vnic.vm);
  if (!isGuest(guest)) return null;
  const ends = graph.out(id).flatMap(({ kind, to }) => {
    const node = graph.nodes.get(to);
    return kind === 'backs' && isLink(node) ? [node] : [];
  });
  const [only] = ends;
  const end = ends.length === 1 && only !== undefined ? only : null;
  const bridges = end === null ? [] : bridgesFrom(scene, end);
  const network = networkOf(scene, bridges.at(-1)?.bridge);
  const name = cableName({ guest, vnic } satisfies Pick<GuestCable, 'guest' | 'vnic'>);
  return {
    ...{ scene, report, earlier, guest, vnic, name, end, ends, bridges, network },
    way: wayFrom(scene, vnic, end, bridges.at(-1)?.bridge, network),
  };
}

/** All that the way leads over, by id: what is found on any of it is the walk’s to tell. */
export function idsOn({ scene, guest, vnic, ends, bridges, network, way }: Track): ReadonlySet<string> {
  const outs = way.kind === 'none' ? [] : way.kind === 'ports' ? way.ports : way.out;
  const nodes = new Set<NodeId>([
    ...[guest, vnic, ...ends, ...bridges.flatMap(({ bridge, port }) => [bridge, port])].map(({ id }) => id),
    ...(network === null ? [] : [network.id]),
    ...outs.map(({ link }) => link.id),
  ]);
  // What a link is made of is on the way as well: a set is gone through in the order in which it grows.
  for (const id of nodes) {
    for (const { kind, to } of scene.graph.out(id)) if (kind === 'lower' || kind === 'member') nodes.add(to);
  }
  const edges = [...nodes].flatMap((id) =>
    scene.graph.out(id).flatMap((edge) => (nodes.has(edge.to) || edge.kind === 'defined' ? [edge.id] : [])),
  );
  return new Set([...nodes, ...edges]);
}

/** The link as it was read; null: the kernel has no such link. */
export function readLink({ scene }: Track, { name }: LinkNode): Link | null {
  return findLink(scene.snapshot, name);
}

/** Bridges in a row, each joined to the next by a pair of veths; none is entered twice. */
function bridgesFrom({ graph }: Scene, end: LinkNode): readonly BridgeOnTrack[] {
  const found: BridgeOnTrack[] = [];
  let port: LinkNode | null = end;
  while (port !== null) {
    const edge: TopologyEdge | undefined = graph.out(port.id).find(({ kind }) => kind === 'port');
    const bridge = edge === undefined ? undefined : graph.nodes.get(edge.to);
    if (edge === undefined || !isBridge(bridge) || found.some((one) => one.bridge.id === bridge.id)) break;
    found.push({ bridge, port, edge, vlan: pvidOf(edge) });
    port = crossing(graph, bridge.id, port.id);
  }
  return found;
}

/** The far end of the veth by which a bridge without an uplink of its own goes on into another one; null: none does. */
function crossing(graph: Scene['graph'], bridge: NodeId, cameBy: NodeId): LinkNode | null {
  if (graph.out(bridge).some(({ kind }) => kind === 'uplink')) return null;
  for (const { kind, from } of graph.into(bridge)) {
    if (kind !== 'port' || from === cameBy) continue;
    const peers = [
      ...graph.out(from).flatMap((edge) => (edge.kind === 'peer' ? [edge.to] : [])),
      ...graph.into(from).flatMap((edge) => (edge.kind === 'peer' ? [edge.from] : [])),
    ];
    for (const id of peers) {
      const peer = graph.nodes.get(id);
      if (isLink(peer) && graph.out(id).some((edge) => edge.kind === 'port')) return peer;
    }
  }
  return null;
}

function networkOf({ bridges }: Scene, bridge: LinkNode | undefined): NetworkNode | null {
  const scene = bridges.find((one) => one.bridge.id === bridge?.id);
  return scene?.networks.find(({ forward }) => forward !== 'bridge') ?? null;
}

function wayFrom(
  scene: Scene,
  vnic: VnicNode,
  end: LinkNode | null,
  bridge: LinkNode | undefined,
  network: NetworkNode | null,
): Way {
  if (vnic.sourceType === 'user') return routed(scene, null, true);
  if (end === null) return withoutBridge(scene, vnic);
  if (bridge === undefined) return withoutBridge(scene, end);
  const uplinks = waysBy(scene, bridge, ['uplink']);
  if (uplinks.length > 0) return { kind: 'ports', ports: uplinks };
  if (network?.forward === 'isolated') return { kind: 'none' };
  const edges = scene.graph.out(bridge.id);
  const isNat = edges.some(({ kind }) => kind === 'nat') || (bridge.containerNetworks ?? []).length > 0;
  const isHosts = network !== null || bridge.addresses.length > 0;
  return isHosts ? routed(scene, bridge, isNat, waysBy(scene, bridge, ['nat', 'routed'])) : { kind: 'none' };
}

/** A macvtap, a container’s macvlan and a virtual function sit on a card; a TAP may be routed by the host. */
function withoutBridge(scene: Scene, end: LinkNode | VnicNode): Way {
  const below = waysBy(scene, end, ['lower']);
  if (below.length > 0) return { kind: 'ports', ports: below };
  if (!isLink(end)) return { kind: 'none' };
  if (end.lead === 'out') return { kind: 'ports', ports: [{ link: end, edge: null }] };
  return isRouted(end, scene.snapshot) ? routed(scene, end, false) : { kind: 'none' };
}

function routed(scene: Scene, from: LinkNode | null, nat: boolean, named: readonly WayOut[] = []): Way {
  const byRoute = scene.topology.nodes.flatMap((node) =>
    isLink(node) && node.defaultRoute && node.id !== from?.id ? [{ link: node, edge: null }] : [],
  );
  const leaving = named.length > 0 ? named : byRoute;
  return { kind: 'routed', from, nat, out: leaving.flatMap((out) => outBy(scene, out)) };
}

/** A route may leave by a bridge, and then by that one’s uplinks. */
function outBy(scene: Scene, out: WayOut): readonly WayOut[] {
  const uplinks = isBridge(out.link) ? waysBy(scene, out.link, ['uplink']) : [];
  return uplinks.length > 0 ? uplinks : [out];
}

function waysBy(
  { graph }: Scene,
  from: LinkNode | VnicNode,
  kinds: readonly TopologyEdge['kind'][],
): WayOut[] {
  return graph.out(from.id).flatMap((edge) => {
    const link = graph.nodes.get(edge.to);
    return kinds.includes(edge.kind) && isLink(link) ? [{ link, edge }] : [];
  });
}

/** Whether a cable carries the guest’s VLAN; null: its bridge filters none, or that is not known. */
export function carries(edge: TopologyEdge, vlan: number | null): boolean | null {
  return vlan === null || edge.vlans === undefined ? null : includesVlan(edge.vlans, vlan);
}
