import type { Link } from '#shared/host/link.ts';
import type { Network } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import type { PlugTarget } from '../../ops/op.ts';
import { refuse } from '../../ops/refusal.ts';
import { bridgeOf, findNetwork, plugWords } from '../../ops/vnic/plug.ts';
import type { Refusal } from '../model.ts';

/** Where a cable is to go, with what the snapshot knows of it. */
export interface Place {
  readonly target: PlugTarget;
  /** The network; null where the bridge itself was chosen, or libvirt does not know the network. */
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
    return findNetwork(snapshot, node.name) === null
      ? refuse(`There is no network ${node.name} any more.`, '')
      : placeAt(snapshot, { kind: 'network', network: node.name });
  }
  const link = findLink(snapshot, node?.name ?? null);
  return link === null
    ? refuse('That bridge is no longer on the host.', '')
    : placeAt(snapshot, { kind: 'bridge', bridge: link.name });
}

/** The place that a vNIC's XML names; its bridge and network need not be there. */
export function placeAt(snapshot: HostSnapshot, target: PlugTarget): Place {
  const bridge = bridgeOf(snapshot, target);
  const network = networkNameOf(target);
  return {
    target,
    network: network === null ? null : findNetwork(snapshot, network),
    bridge,
    link: findLink(snapshot, bridge),
    name: plugWords(target),
  };
}

/** The network that the target names; null where it is none. */
export function networkNameOf(target: PlugTarget): string | null {
  if (target.kind === 'former') return target.was.source.network;
  return target.kind === 'network' ? target.network : null;
}

function findLink(snapshot: HostSnapshot, name: string | null): Link | null {
  return snapshot.links.find((link) => link.name === name) ?? null;
}
