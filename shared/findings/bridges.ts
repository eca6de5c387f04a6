import { append } from '#shared/topology/append.ts';
import { graphOf } from '#shared/topology/graph.ts';
import {
  isBridge,
  isLink,
  type LinkNode,
  type NetworkNode,
  type NodeId,
  type Topology,
  type TopologyEdge,
} from '#shared/topology/model.ts';
import type { GuestCable } from './guestCables.ts';

/** A bridge with all that is at it. */
export interface BridgeScene {
  readonly bridge: LinkNode;
  /** Every port: those that lead to guests, and those that lead out. */
  readonly ports: readonly {
    readonly link: LinkNode;
    readonly edge: TopologyEdge;
    readonly isUplink: boolean;
  }[];
  readonly uplinks: readonly LinkNode[];
  /** The cables of running guests that end in it. */
  readonly guests: readonly GuestCable[];
  /** The networks of libvirt that it backs. */
  readonly networks: readonly NetworkNode[];
}

/** The bridges in the order of the topology’s nodes. */
export function bridgesIn(topology: Topology, cables: readonly GuestCable[]): readonly BridgeScene[] {
  const { nodes, into, out } = graphOf(topology);
  const guests = new Map<string, GuestCable[]>();
  for (const cable of cables) if (cable.bridge !== null) append(guests, cable.bridge.id, cable);
  return topology.nodes.filter(isBridge).map((bridge): BridgeScene => {
    const atGuests = into(bridge.id).filter(({ kind }) => kind === 'port');
    const leadingOut = out(bridge.id).filter(({ kind }) => kind === 'uplink');
    const ports = [
      ...atGuests.map((edge) => ({ edge, node: nodes.get(edge.from), isUplink: false })),
      ...leadingOut.map((edge) => ({ edge, node: nodes.get(edge.to), isUplink: true })),
    ].flatMap(({ edge, node, isUplink }) => (isLink(node) ? [{ link: node, edge, isUplink }] : []));
    return {
      bridge,
      ports,
      uplinks: ports.filter(({ isUplink }) => isUplink).map(({ link }) => link),
      guests: guests.get(bridge.id) ?? [],
      networks: into(bridge.id).flatMap(({ kind, from }) => {
        const node = nodes.get(from);
        return kind === 'realises' && node?.kind === 'network' ? [node] : [];
      }),
    };
  });
}

/** The bridges by the nodes of their uplinks: a link is a port of one at most. */
export function byUplink(bridges: readonly BridgeScene[]): ReadonlyMap<NodeId, BridgeScene> {
  return new Map(bridges.flatMap((one) => one.uplinks.map(({ id }) => [id, one] as const)));
}

/** Another uplink of the same bridge that works; null: no other does. */
export function otherWayOut({ id }: LinkNode, bridges: ReadonlyMap<NodeId, BridgeScene>): LinkNode | null {
  const others = bridges.get(id)?.uplinks ?? [];
  return others.find((uplink) => uplink.id !== id && uplink.up && uplink.carrier) ?? null;
}
