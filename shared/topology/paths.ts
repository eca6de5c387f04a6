import { graphOf } from './graph.ts';
import type { NodeId, Topology, TracePath } from './model.ts';
import { isExit, type Ways, waysOf } from './ways.ts';

/** More than any host has; bridges joined by several veth pairs each would double the paths at every step. */
const MOST_PATHS = 10_000;

/**
 * All paths from the VM side to the physical side through any of the given nodes, each once, in the order of the
 * topology's nodes. A path that breaks off ends where the trail ends, and is not complete.
 */
export function pathsThrough(
  topology: Topology,
  ids: readonly NodeId[],
  limit: number = MOST_PATHS,
): readonly TracePath[] {
  const graph = graphOf(topology);
  const ways = waysOf(topology);
  const found = new Map<string, TracePath>();
  for (const id of ids) {
    for (const nodes of chainsThrough(id, ways, graph.nodes.get(id)?.kind !== 'network')) {
      if (found.size >= limit) break;
      const end = nodes.at(-1);
      found.set(nodes.join('\0'), { nodes, complete: end !== undefined && isExit(graph, end) });
    }
  }
  return [...found.values()].sort((a, b) => compare(a, b, graph.positions));
}

function* chainsThrough(id: NodeId, ways: Ways, skipIdleNetworks: boolean): Generator<NodeId[]> {
  const inward = (at: NodeId) => {
    const before = ways.inward(at);
    // A network that no vNIC leads to is another name of its bridge, not where a path begins.
    return skipIdleNetworks ? before.filter((one) => !isIdleNetwork(one, ways)) : before;
  };
  for (const head of chainsFrom(id, inward, [])) {
    for (const tail of chainsFrom(id, ways.outward, head.slice(1))) {
      yield [...head.toReversed(), ...tail.slice(1)];
    }
  }
}

function isIdleNetwork(id: NodeId, ways: Ways): boolean {
  return id.startsWith('network:') && ways.inward(id).length === 0;
}

/** Every way on from a node to an end, each beginning with the node; nodes gone through already are not entered. */
function* chainsFrom(
  id: NodeId,
  next: (id: NodeId) => readonly NodeId[],
  gone: readonly NodeId[],
): Generator<NodeId[]> {
  const onward = next(id).filter((one) => !gone.includes(one));
  if (onward.length === 0) yield [id];
  for (const one of onward) {
    for (const rest of chainsFrom(one, next, [...gone, id])) yield [id, ...rest];
  }
}

function compare(a: TracePath, b: TracePath, positions: ReadonlyMap<NodeId, number>): number {
  for (const [index, id] of a.nodes.entries()) {
    const other = b.nodes[index];
    if (other === undefined) return 1;
    const difference = (positions.get(id) ?? 0) - (positions.get(other) ?? 0);
    if (difference !== 0) return difference;
  }
  return -1;
}
