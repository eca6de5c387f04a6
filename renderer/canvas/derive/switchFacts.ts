import type { ForwardMode } from '#shared/host/network.ts';
import type { LinkNode, NetworkNode, NodeId } from '#shared/topology/model.ts';
import { runtimeWords } from '#shared/topology/words.ts';
import type { CanvasGraph } from './graph.ts';

/** Modes in which libvirt itself owns the bridge: a vNIC belongs on the network then, not on its bridge. */
const owned: ReadonlySet<ForwardMode> = new Set(['nat', 'route', 'open', 'isolated']);

/** What a switch is for, in a few words: `NAT → enp3s0`, `isolated`, …; null for a plain bridge. */
export function switchMode(graph: CanvasGraph, node: LinkNode | NetworkNode): string | null {
  const networks = node.kind === 'network' ? [node] : networksOf(graph, node.id);
  const network = networks.find(({ forward }) => owned.has(forward)) ?? networks[0];
  if (network === undefined) return ofContainers(node);
  if (!network.active) return 'inactive';
  const out = graph.from(node.id, 'nat', 'routed')[0];
  const through = out === undefined ? '' : ` → ${graph.node(out.to)?.name}`;
  switch (network.forward) {
    case 'nat':
      return `NAT${through}`;
    case 'route':
    case 'open':
      return `routed${through}`;
    case 'isolated':
      return 'isolated';
    case 'bridge':
      return node.kind === 'network' ? 'macvtap, bridge mode' : null;
    case 'hostdev':
      return poolWords(network);
    default:
      return `macvtap, ${network.forward} mode`;
  }
}

/** A pool names one physical function by its link, or devices by their PCI addresses. */
function poolWords({ cards }: NetworkNode): string {
  const [pf] = cards;
  return cards.length === 1 && pf !== undefined && !pf.includes(':')
    ? `VFs of ${pf}`
    : 'passes through a NIC';
}

/** `Docker: apps`, as a card is narrow; null where no runtime calls it one of its networks. */
function ofContainers(node: LinkNode | NetworkNode): string | null {
  const networks = node.kind === 'network' ? [] : (node.containerNetworks ?? []);
  return networks.length === 0
    ? null
    : networks.map(({ runtime, name }) => `${runtimeWords(runtime)}: ${name}`).join(', ');
}

/** What a drop on the card may mean, the best first. */
export function switchTargets(graph: CanvasGraph, node: LinkNode | NetworkNode): readonly NodeId[] {
  if (node.kind === 'network') return [node.id];
  const own = networksOf(graph, node.id).filter(({ active, forward }) => active && owned.has(forward));
  return [...own.map(({ id }) => id), node.id];
}

function networksOf(graph: CanvasGraph, bridge: NodeId): readonly NetworkNode[] {
  return graph
    .into(bridge, 'realises')
    .map((edge) => graph.node(edge.from))
    .filter((node) => node?.kind === 'network');
}
