import type { ForwardMode, Network } from '#shared/host/network.ts';
import { append } from './append.ts';
import { edge } from './edge.ts';
import type { Facts } from './facts.ts';
import { linkId, type NetworkNode, networkId, type TopologyEdge } from './model.ts';
import { cardNames, cardsOf } from './networkCards.ts';

export function networkNodes(facts: Facts): NetworkNode[] {
  return [...facts.networks.values()].map((network) => ({
    id: networkId(network.name),
    kind: 'network',
    name: network.name,
    uuid: network.uuid,
    active: network.active,
    autostart: network.autostart,
    persistent: network.persistent,
    forward: network.forward,
    bridge: network.bridge,
    cards: cardNames(network),
    addresses: network.addresses,
    ...(network.dhcp === undefined ? {} : { dhcp: network.dhcp }),
    ...(network.domain === undefined ? {} : { domain: network.domain }),
  }));
}

/** The active networks of each bridge; an inactive network realises nothing, even where its bridge exists. */
export function networksByBridge(facts: Facts): ReadonlyMap<string, readonly Network[]> {
  const found = new Map<string, Network[]>();
  for (const network of facts.networks.values()) {
    if (network.active && network.bridge !== null) append(found, network.bridge, network);
  }
  return found;
}

/**
 * `realises`, and the way out of the host that libvirt makes for NAT and routed networks; without a bridge, `lower` to
 * each card that the network hands out or puts macvtaps on, whether it is active or not.
 */
export function networkEdges(facts: Facts): TopologyEdge[] {
  const edges = new Map<string, TopologyEdge>();
  for (const [bridge, networks] of networksByBridge(facts)) {
    if (!facts.links.has(bridge)) continue;
    for (const network of networks) {
      for (const one of [
        edge('realises', networkId(network.name), linkId(bridge), ['libvirt']),
        ...wayOut(network, bridge, facts),
      ]) {
        edges.set(one.id, one);
      }
    }
  }
  for (const network of facts.networks.values()) {
    for (const one of [
      ...cardsOf(network, facts).map((card) => edge('lower', networkId(network.name), card, ['libvirt'])),
      ...wayOutWhenActive(network, facts),
    ]) {
      edges.set(one.id, one);
    }
  }
  return [...edges.values()];
}

/** A network that is not active has no bridge of its own, but names its card all the same. */
function wayOutWhenActive({ name, active, forward, forwardDev }: Network, { links }: Facts): TopologyEdge[] {
  const kind = WAY_OUT[forward];
  if (active || kind === undefined || forwardDev === null || !links.has(forwardDev)) return [];
  return [edge(kind, networkId(name), linkId(forwardDev), ['libvirt'])];
}

const WAY_OUT: Readonly<Partial<Record<ForwardMode, 'nat' | 'routed'>>> = {
  nat: 'nat',
  route: 'routed',
  open: 'routed',
};

function wayOut(network: Network, bridge: string, facts: Facts): TopologyEdge[] {
  const kind = WAY_OUT[network.forward];
  if (kind === undefined) return [];
  if (network.forwardDev !== null) {
    const { forwardDev } = network;
    return facts.links.has(forwardDev) && forwardDev !== bridge
      ? [edge(kind, linkId(bridge), linkId(forwardDev), ['libvirt'])]
      : [];
  }
  // libvirt lets the routing table decide: that is the default route, for all that lies beyond this host's networks.
  const link = facts.defaultRoutes[0]?.link;
  return typeof link === 'string' && facts.links.has(link) && link !== bridge
    ? [edge(kind, linkId(bridge), linkId(link), ['libvirt', 'route'])]
    : [];
}
