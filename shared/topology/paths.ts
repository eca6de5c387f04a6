import { graphOf } from './graph.ts';
import type { NodeId, Topology } from './model.ts';
import type { TracePath } from './traceResult.ts';
import { isExit, type Ways, waysOf } from './ways.ts';

/** More than any host has; bridges joined by several veth pairs each would double the paths at every step. */
const MOST_PATHS = 10_000;

/** Of all paths together. */
const MOST_NODES = 200_000;
/** More than any path has: the kernel stacks eight devices, and few bridges are joined in a row by veth pairs. */
const LONGEST = 32;

export interface FoundPaths {
  readonly paths: readonly TracePath[];
  /** There are more paths, or some lead on. */
  readonly isCut: boolean;
}

/**
 * All paths from the VM side to the physical side through any of the given nodes, each once, in the order of the
 * topology's nodes. A path that breaks off ends where the trail ends, and is not complete.
 */
export function pathsThrough(
  topology: Topology,
  ids: readonly NodeId[],
  limit: number = MOST_PATHS,
): readonly TracePath[] {
  return findPaths(topology, ids, limit).paths;
}

/** Like `pathsThrough`, and tells whether these are all of them. However the host is cabled, it ends soon. */
export function findPaths(
  topology: Topology,
  ids: readonly NodeId[],
  limit: number = MOST_PATHS,
): FoundPaths {
  const graph = graphOf(topology);
  const ways = waysOf(topology);
  const found = new Map<string, TracePath>();
  let isCut = false;
  let room = MOST_NODES;
  for (const id of ids) {
    for (const { nodes, leadsOn } of chainsThrough(id, ways, graph.nodes.get(id)?.kind !== 'network')) {
      if (found.size >= limit || room < nodes.length) {
        isCut = true;
        break;
      }
      room -= nodes.length;
      isCut ||= leadsOn;
      const end = nodes.at(-1);
      const complete = !leadsOn && end !== undefined && isExit(graph, end);
      found.set(nodes.join('\0'), { nodes, complete });
    }
  }
  const paths = [...found.values()].sort((a, b) => compare(a, b, graph.positions));
  return { paths, isCut };
}

/** `leadsOn`: it is longer than what is followed. */
interface Chain {
  readonly nodes: readonly NodeId[];
  readonly leadsOn: boolean;
}

function* chainsThrough(id: NodeId, ways: Ways, skipIdleNetworks: boolean): Generator<Chain> {
  const inward = (at: NodeId) => {
    const before = ways.inward(at);
    // A network that no vNIC leads to is another name of its bridge, not where a path begins.
    return skipIdleNetworks ? before.filter((one) => !isIdleNetwork(one, ways)) : before;
  };
  for (const head of chainsFrom(id, inward, [])) {
    for (const tail of chainsFrom(id, ways.outward, head.nodes.slice(1))) {
      const nodes = [...head.nodes.toReversed(), ...tail.nodes.slice(1)];
      yield { nodes, leadsOn: head.leadsOn || tail.leadsOn };
    }
  }
}

function isIdleNetwork(id: NodeId, ways: Ways): boolean {
  return id.startsWith('network:') && ways.inward(id).length === 0;
}

/** Every way on from a node to an end, each beginning with the node; nodes gone through already are not entered. */
function* chainsFrom(
  start: NodeId,
  next: (id: NodeId) => readonly NodeId[],
  gone: readonly NodeId[],
): Generator<Chain> {
  const entered = new Set([...gone, start]);
  const chain = [start];
  /** For each node of the chain, where it leads and has not been followed yet, the next one last. */
  const open = [ahead(start)];

  function ahead(id: NodeId): NodeId[] {
    return next(id)
      .filter((one) => !entered.has(one))
      .toReversed();
  }

  if (open[0]?.length === 0) yield { nodes: chain, leadsOn: false };
  while (open.length > 0) {
    const one = open.at(-1)?.pop();
    if (one === undefined) {
      open.pop();
      entered.delete(chain.pop() ?? '');
      continue;
    }
    chain.push(one);
    entered.add(one);
    const onward = ahead(one);
    const leadsOn = onward.length > 0 && chain.length >= LONGEST;
    if (leadsOn || onward.length === 0) yield { nodes: [...chain], leadsOn };
    open.push(leadsOn ? [] : onward);
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
