import { append } from './append.ts';
import { type Graph, graphOf } from './graph.ts';
import { isLink, type NodeId } from './model.ts';
import { perTopology } from './perTopology.ts';

/** The graph as a walk sees it: from each node the next ones towards the physical side, and back. */
export interface Ways {
  outward(id: NodeId): readonly NodeId[];
  inward(id: NodeId): readonly NodeId[];
}

export const waysOf = perTopology((topology): Ways => {
  const graph = graphOf(topology);
  const outward = new Map<NodeId, readonly NodeId[]>();
  const inward = new Map<NodeId, NodeId[]>();
  for (const id of graph.nodes.keys()) {
    const next = nextOf(graph, id);
    outward.set(id, next);
    for (const to of next) append(inward, to, id);
  }
  return { outward: (id) => outward.get(id) ?? [], inward: (id) => inward.get(id) ?? [] };
});

/** True where a frame leaves the host. */
export function isExit(graph: Graph, id: NodeId): boolean {
  const node = graph.nodes.get(id);
  return isLink(node) && node.lead === 'out';
}

function nextOf(graph: Graph, id: NodeId): NodeId[] {
  const edges = graph.out(id);
  const backed = edges.some(({ kind }) => kind === 'backs');
  const crossed = bridgedPeer(graph, id) !== null;
  const isSocket = graph.nodes.get(id)?.kind === 'pnic';
  const next = edges
    // A vNIC's definition is the way only where there is no way now; a veth between bridges leads out of its own; a
    // port of a switch chip has a socket, whatever the host reaches the chip by.
    .filter(
      ({ kind }) =>
        !(kind === 'defined' && backed) && !(kind === 'port' && crossed) && !(kind === 'lower' && isSocket),
    )
    .map(({ to }) => to);
  const crossings = graph
    .into(id)
    .filter(({ kind, from }) => kind === 'port' && bridgedPeer(graph, from) !== null)
    .map(({ from }) => from);
  return [...new Set([...next, ...crossings])];
}

/** The far end of a veth that joins its bridge to another one further out; null for any other link. */
function bridgedPeer(graph: Graph, id: NodeId): NodeId | null {
  const peer = graph.out(id).find(({ kind }) => kind === 'peer')?.to;
  if (peer === undefined || !graph.out(id).some(({ kind }) => kind === 'port')) return null;
  return graph.out(peer).some(({ kind }) => kind === 'port') ? peer : null;
}
