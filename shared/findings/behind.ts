import { append } from '#shared/topology/append.ts';
import type { Graph } from '#shared/topology/graph.ts';
import { isLink, type NodeId, type Topology } from '#shared/topology/model.ts';
import { waysOf } from '#shared/topology/ways.ts';
import type { GuestCable } from './guestCables.ts';

/** More guests than a sentence names; who is beyond them makes no finding graver. */
const MOST_TOLD = 100;

/** Which guests' cables lead out by a link, however many links lie between; at most 100 of them. */
export interface Behind {
  /** Those whose frames pass it as they are: by bridges, pairs of veths, VLANs, bonds and tunnels. */
  bridged(id: NodeId): readonly GuestCable[];
  /** Those as well whose packets the host routes or translates first. */
  all(id: NodeId): readonly GuestCable[];
  /** The links by which the host’s own default route leads out, from the one that it names on. */
  readonly host: ReadonlySet<NodeId>;
}

/** Linear in the size of the host: of each link at most so many guests are told on. */
export function behindIn(topology: Topology, graph: Graph, cables: readonly GuestCable[]): Behind {
  const { outward } = waysOf(topology);
  const routed = (id: NodeId) =>
    new Set(
      graph
        .out(id)
        .filter(({ kind }) => kind === 'nat' || kind === 'routed')
        .map(({ to }) => to),
    );
  const bridged = spread(cables, (id) => {
    const beyond = routed(id);
    return outward(id).filter((one) => isLink(graph.nodes.get(one)) && !beyond.has(one));
  });
  const all = spread(cables, (id) => outward(id).filter((one) => isLink(graph.nodes.get(one))));
  return {
    bridged: (id) => bridged.get(id) ?? [],
    all: (id) => all.get(id) ?? [],
    host: hostWays(topology, outward),
  };
}

function hostWays(topology: Topology, outward: (id: NodeId) => readonly NodeId[]): ReadonlySet<NodeId> {
  const found = new Set<NodeId>();
  const open = topology.nodes.filter((node) => isLink(node) && node.defaultRoute).map(({ id }) => id);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...outward(id));
  }
  return found;
}

function spread(
  cables: readonly GuestCable[],
  next: (id: NodeId) => readonly NodeId[],
): ReadonlyMap<NodeId, readonly GuestCable[]> {
  const found = new Map<NodeId, GuestCable[]>();
  const nexts = new Map<NodeId, readonly NodeId[]>();
  const known = new Map<NodeId, Set<GuestCable>>();
  const steps: (readonly [NodeId, GuestCable])[] = [];
  const arrive = (id: NodeId, cable: GuestCable) => {
    const own = known.get(id) ?? new Set<GuestCable>();
    if (own.size >= MOST_TOLD || own.has(cable)) return;
    known.set(id, own.add(cable));
    append(found, id, cable);
    steps.push([id, cable]);
  };
  for (const cable of cables) {
    if (cable.link === null) continue;
    arrive(cable.link.id, cable);
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      const [id, each] = step;
      const onward = nexts.get(id) ?? next(id);
      nexts.set(id, onward);
      for (const to of onward) arrive(to, each);
    }
  }
  return found;
}
