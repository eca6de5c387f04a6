import type { Network } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { findNetworkById } from '#shared/ops/network/networks.ts';
import { type Refusal, refuse } from '#shared/ops/refusal.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { linkId, type NodeId, networkId, type Topology } from '#shared/topology/model.ts';
import { refuseStale, refuseUnreadNetwork, refuseUnreadNetworks } from '../../unread.ts';

/** Why no network of libvirt's can be changed at present; null: nothing speaks against it. */
export function refuseBlind({ sources }: Topology): Refusal | null {
  return refuseStale(sources, ['ip-link', 'virsh']) ?? refuseUnreadNetworks(sources);
}

/** The network that an edit names, as it is now. */
export function networkOf(snapshot: HostSnapshot, topology: Topology, id: NodeId): Network | Refusal {
  const blind = refuseBlind(topology);
  if (blind !== null) return blind;
  const node = graphOf(topology).nodes.get(id);
  const network = node?.kind === 'network' ? findNetworkById(snapshot, node.uuid) : null;
  if (network !== null) return refuseUnreadNetwork(topology.sources, network) ?? network;
  return refuse(
    node === undefined || node.kind === 'network'
      ? 'libvirt no longer has this network.'
      : `${node.name} is not a libvirt network.`,
    'Look again at what is there now.',
  );
}

/** The nodes that an edit of the network changes. */
export function touchesOf({ name, bridge }: Pick<Network, 'name' | 'bridge'>): NodeId[] {
  return bridge === null ? [networkId(name)] : [networkId(name), linkId(bridge)];
}
