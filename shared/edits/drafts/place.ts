import type { Link } from '#shared/host/link.ts';
import type { Network } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import type { Refusal } from '../model.ts';
import type { PlugTarget } from '../op.ts';
import { findNetwork } from '../plug.ts';
import { refuse } from '../refusal.ts';

/** Where a cable is to go, with what the snapshot knows of it. */
export interface Place {
  readonly target: PlugTarget & { readonly kind: 'bridge' | 'network' };
  /** The network; null where the bridge itself was chosen. */
  readonly network: Network | null;
  /** The name of the bridge that realises it; null for a macvtap network. */
  readonly bridge: string | null;
  readonly link: Link | null;
  /** `br1`, `the network default` */
  readonly name: string;
}

/** The target must have been judged (`refuseTarget`) before. */
export function placeOf(snapshot: HostSnapshot, topology: Topology, id: NodeId): Place | Refusal {
  const node = graphOf(topology).nodes.get(id);
  if (node?.kind === 'network') {
    const network = findNetwork(snapshot, node.name);
    if (network === null) return refuse(`There is no network ${node.name} any more.`, '');
    const link = findLink(snapshot, network.bridge);
    return {
      target: { kind: 'network', network: network.name },
      network,
      bridge: network.bridge,
      link,
      name: `the network ${network.name}`,
    };
  }
  const link = findLink(snapshot, node?.name ?? null);
  if (link === null) return refuse('That bridge is no longer on the host.', '');
  return {
    target: { kind: 'bridge', bridge: link.name },
    network: null,
    bridge: link.name,
    link,
    name: link.name,
  };
}

function findLink(snapshot: HostSnapshot, name: string | null): Link | null {
  return snapshot.links.find((link) => link.name === name) ?? null;
}
