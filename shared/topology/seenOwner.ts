import { append } from './append.ts';
import { graphOf } from './graph.ts';
import {
  isGuest,
  isLink,
  type LinkNode,
  linkId,
  type NodeId,
  type Topology,
  type VnicNode,
} from './model.ts';

/** Whose a MAC is that was seen behind a port; null: nobody’s that is known, or nothing tells which of several. */
export type OwnerOf = (mac: string, port: string | null) => NodeId | null;

/**
 * The vNIC behind the port above any other vNIC of that MAC, those of running guests above others, and a guest’s above a
 * link of the host, as a bridge may have been given a guest’s MAC.
 */
export function ownerBook(topology: Topology): OwnerOf {
  const graph = graphOf(topology);
  const vnics = new Map<string, VnicNode[]>();
  const links = new Map<string, LinkNode[]>();
  for (const node of topology.nodes) {
    if (node.kind === 'vnic' && node.mac !== null) append(vnics, node.mac, node);
    else if (isLink(node) && node.mac !== null) append(links, node.mac, node);
  }
  const isRunning = ({ vm, presence }: VnicNode) => {
    const guest = graph.nodes.get(vm);
    return isGuest(guest) && guest.active && presence !== 'boot';
  };
  const isBehind = ({ id }: VnicNode, port: string) =>
    graph.out(id).some(({ kind, to }) => kind === 'backs' && to === linkId(port));
  return (mac, port) => {
    const named = vnics.get(mac) ?? [];
    const behind = port === null ? [] : named.filter((vnic) => isBehind(vnic, port));
    const running = named.filter(isRunning);
    const best = [behind, running, named].find(({ length }) => length > 0) ?? [];
    if (best.length > 0) return best.length === 1 ? (best[0]?.id ?? null) : null;
    return linkWith(links.get(mac) ?? [], port, topology);
  };
}

/** A bridge, its uplink and a VLAN on it share one MAC: whoever has the address speaks by it. */
function linkWith(links: readonly LinkNode[], port: string | null, topology: Topology): NodeId | null {
  const others = links.filter(({ name }) => name !== port);
  const graph = graphOf(topology);
  const peers =
    port === null
      ? []
      : [...graph.out(linkId(port)), ...graph.into(linkId(port))].filter(({ kind }) => kind === 'peer');
  const peer = others.find(({ id }) => peers.some(({ from, to }) => from === id || to === id));
  const speaking = others.find(({ addresses }) => addresses.length > 0);
  const upper = others.find(({ master }) => master === null);
  return (peer ?? speaking ?? upper ?? others[0])?.id ?? null;
}
