import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { listed } from '#shared/ops/listed.ts';
import { graphOf } from '#shared/topology/graph.ts';
import {
  isBridge,
  isGuest,
  isLink,
  type LinkNode,
  type Topology,
  type TopologyEdge,
  type VmNode,
  type VnicNode,
} from '#shared/topology/model.ts';

/** The cable of a guest that runs, from its vNIC to the bridge. */
export interface GuestCable {
  readonly guest: VmNode;
  readonly vnic: VnicNode;
  /** The host’s end: a TAP, a veth, a macvtap, a virtual function; null: none is known, or not certainly one. */
  readonly link: LinkNode | null;
  readonly backs: TopologyEdge | null;
  /** The cable from that end into a bridge; null: it is in none. */
  readonly port: TopologyEdge | null;
  readonly bridge: LinkNode | null;
}

/** The cables of all guests that run, in the order of the topology’s nodes. */
export function guestCablesIn(topology: Topology): readonly GuestCable[] {
  const { nodes, out } = graphOf(topology);
  return topology.nodes.flatMap((vnic): GuestCable[] => {
    if (vnic.kind !== 'vnic') return [];
    const guest = nodes.get(vnic.vm);
    if (!isGuest(guest) || !guest.active || guest.elsewhere === true) return [];
    const [backs, ...others] = out(vnic.id).filter(({ kind }) => kind === 'backs');
    const end = backs === undefined || others.length > 0 ? undefined : nodes.get(backs.to);
    if (backs === undefined || !isLink(end))
      return [{ guest, vnic, link: null, backs: null, port: null, bridge: null }];
    const port = out(end.id).find(({ kind }) => kind === 'port') ?? null;
    const bridge = port === null ? undefined : nodes.get(port.to);
    return [{ guest, vnic, link: end, backs, port, bridge: isBridge(bridge) ? bridge : null }];
  });
}

/** Whether the host itself takes what comes in by a link, and routes it: it has an address there, or a route of its own. */
export function isRouted({ name, addresses }: LinkNode, { routes }: Pick<HostSnapshot, 'routes'>): boolean {
  // The kernel routes fe80:: and multicast by each link that is enabled.
  return (
    addresses.length > 0 ||
    routes.some(({ link, destination }) => link === name && !/^(?:fe80|ff00):/i.test(destination))
  );
}

/** The guests of the cables, each once: `web01, db and 4 more`. */
export function guestsOf(cables: readonly GuestCable[]): string {
  return listed([...new Set(cables.map(({ guest }) => guest.name))]);
}

/** `web01’s net0`. */
export function cableName({ guest, vnic }: Pick<GuestCable, 'guest' | 'vnic'>): string {
  return `${guest.name}’s ${vnic.name}`;
}
