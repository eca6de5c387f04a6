import { type Grabbed, judgeTarget } from '#shared/edits/targets.ts';
import type { ForwardMode } from '#shared/host/network.ts';
import type { LinkNode, NetworkNode, NodeId, Topology, TopologyNode } from '#shared/topology/model.ts';

/** A bridge or a network that something may be plugged into. */
export interface Place {
  readonly id: NodeId;
  readonly kind: 'bridge' | 'network';
  readonly name: string;
  /** What tells it from the others. */
  readonly words: string;
  /** Why it can't be plugged in there; null when it can. */
  readonly refusal: string | null;
}

/** Every place of the host, first those that would take what is held. */
export function placesFor(topology: Topology, grabbed: Grabbed): readonly Place[] {
  return topology.nodes
    .filter(isPlace)
    .map((node): Place => {
      const verdict = judgeTarget(topology, grabbed, node.id);
      return {
        id: node.id,
        kind: node.kind === 'network' ? 'network' : 'bridge',
        name: node.name,
        words: describe(node),
        refusal: verdict.ok ? null : verdict.why,
      };
    })
    .toSorted((a, b) => Number(a.refusal !== null) - Number(b.refusal !== null));
}

function isPlace(node: TopologyNode): node is NetworkNode | LinkNode {
  return node.kind === 'bridge' || node.kind === 'network' || node.kind === 'ovs-bridge';
}

function describe(node: NetworkNode | LinkNode): string {
  if (node.kind === 'network') {
    const way = forwardWords(node.forward);
    return node.bridge === null ? way : `${way}, ${node.bridge}`;
  }
  return [...node.networks.map((name) => `network ${name}`), ...node.addresses].join(', ');
}

const ways: Readonly<Partial<Record<ForwardMode, string>>> = {
  nat: 'behind NAT',
  route: 'routed',
  isolated: 'isolated',
  bridge: 'bridged',
};

function forwardWords(mode: ForwardMode): string {
  return ways[mode] ?? mode;
}
