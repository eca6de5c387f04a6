import type { Link } from '#shared/host/link.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { natureOf } from '#shared/topology/kernelKinds.ts';
import { isLink, type LinkNode, type NodeId, type Topology } from '#shared/topology/model.ts';
import { refuseManaged } from '../../managed.ts';
import { refuseSwitchOnly } from '../../port.ts';

export interface FoundLink {
  readonly node: LinkNode;
  readonly link: Link;
}

/** A link of the host, as it is shown and as it was read; a refusal where the node is none. */
export function linkOf(snapshot: HostSnapshot, topology: Topology, id: NodeId): FoundLink | Refusal {
  const node = graphOf(topology).nodes.get(id);
  if (node === undefined) return refuse('This is no longer on the host.', 'Look again at what is there now.');
  if (!isLink(node)) {
    return refuse(`${node.name} is not a link of the host.`, 'Choose a bridge, a TAP or a card.');
  }
  const ofSwitch = refuseSwitchOnly(node);
  if (ofSwitch !== null) return ofSwitch;
  const link = findLink(snapshot, node.name);
  return link === null
    ? refuse(`${node.name} is no longer on the host.`, 'Look again at what is there now.')
    : { node, link };
}

/** The same of a link that is to be changed: what a manager of guests keeps between them and a bridge is not. */
export function changeableLink(snapshot: HostSnapshot, topology: Topology, id: NodeId): FoundLink | Refusal {
  const found = linkOf(snapshot, topology, id);
  return isRefusal(found) ? found : (refuseManaged(found.node) ?? found);
}

/** The links that are ports of this one. */
export function portsOf(snapshot: HostSnapshot, name: string): Link[] {
  return snapshot.links.filter(({ master }) => master === name);
}

/** The links that sit on this one: its VLANs and macvtaps. The two ends of a pair sit on nothing. */
export function uppersOf(snapshot: HostSnapshot, name: string): Link[] {
  return snapshot.links.filter(
    ({ lower, infoKind }) => lower?.name === name && natureOf(infoKind) !== 'pair',
  );
}

/** The VMs whose vNICs are plugged into a bridge now, by name. */
export function guestsOn(topology: Topology, bridge: NodeId): string[] {
  const ports = graphOf(topology)
    .into(bridge)
    .filter(({ kind }) => kind === 'port');
  return [...new Set(ports.flatMap(({ from }) => vmsBehind(topology, from)))].sort();
}

/** The VMs whose vNIC a TAP or macvtap backs, by name: one, but where that is not certain. */
export function vmsBehind(topology: Topology, link: NodeId): string[] {
  const { nodes, into } = graphOf(topology);
  return into(link).flatMap(({ kind, from }) => {
    const vnic = kind === 'backs' ? nodes.get(from) : undefined;
    return vnic?.kind === 'vnic' ? [nodes.get(vnic.vm)?.name ?? vnic.name] : [];
  });
}
