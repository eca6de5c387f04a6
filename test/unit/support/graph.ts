import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import type {
  EdgeKind,
  LinkKind,
  LinkNode,
  Topology,
  TopologyEdge,
  TopologyNode,
  VmNode,
} from '#shared/topology/model.ts';
import { aSnapshot } from './facts.ts';

/** The topology of hand-written facts, at revision 1. */
export function topologyOf(facts: Partial<HostSnapshot>): Topology {
  return buildTopology(aSnapshot(facts), 1);
}

type NodeOfKind<Kind> = Kind extends LinkKind
  ? LinkNode
  : Kind extends VmNode['kind']
    ? VmNode
    : Extract<TopologyNode, { kind: Kind }>;

/** The node of this id, with its kind narrowed; fails the test where there is none. */
export function nodeOf<Kind extends TopologyNode['kind']>(
  topology: Topology,
  kind: Kind,
  id: string,
): NodeOfKind<Kind> {
  const node = topology.nodes.find((one) => one.id === id && one.kind === kind);
  if (node === undefined) {
    const ids = topology.nodes.map((one) => `${one.kind} ${one.id}`).join(', ');
    throw new Error(`no ${kind} ${id} among: ${ids}`);
  }
  return node as NodeOfKind<Kind>;
}

/** `from→to` of every edge of a kind. */
export function cables(topology: Topology, kind: EdgeKind): string[] {
  return topology.edges.filter((edge) => edge.kind === kind).map(({ from, to }) => `${from}→${to}`);
}

/** The edge of this id; fails the test where there is none. */
export function edgeOf(topology: Topology, id: string): TopologyEdge {
  const edge = topology.edges.find((one) => one.id === id);
  if (edge === undefined)
    throw new Error(`no ${id} among: ${topology.edges.map((one) => one.id).join(', ')}`);
  return edge;
}

export function conflictCodes(edge: TopologyEdge): string[] {
  return edge.conflicts.map(({ code }) => code);
}
