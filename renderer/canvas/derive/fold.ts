import type { NodeId, Topology, TopologyEdge } from '#shared/topology/model.ts';
import { isFirewallBridge } from '#shared/topology/pveNames.ts';
import { type CanvasGraph, canvasGraphOf } from './graph.ts';
import { trunkOf } from './shape.ts';

/** A topology with its firewalls folded away. */
export interface Folded {
  readonly graph: CanvasGraph;
  /** The firewall’s bridge that a port’s edge passes, by the edge’s id. */
  readonly firewalls: ReadonlyMap<string, NodeId>;
  /** The nodes and edges that a folded cable stands for, by its id. */
  readonly within: ReadonlyMap<string, readonly string[]>;
  /** The bridge at which each node that was folded away is found. */
  readonly awayTo: ReadonlyMap<NodeId, NodeId>;
}

/**
 * Draws `tap100i0` → `fwbr100i0` → `fwln100i0` ↔ `fwpr100p0` → `vmbr0` as one cable from the TAP to `vmbr0`. Only what
 * looks just like that is folded: with anything more on it, or less, the firewall’s bridge is drawn as it is.
 */
export function foldFirewalls(topology: Pick<Topology, 'nodes' | 'edges'>): Folded {
  const graph = canvasGraphOf(topology);
  const folds = graph.nodes.flatMap((node) =>
    node.kind === 'bridge' && isFirewallBridge(node.name) ? (foldOf(graph, node.id) ?? []) : [],
  );
  if (folds.length === 0) return unfolded(graph);
  const awayTo = new Map(folds.flatMap(({ away, far }) => away.map((id) => [id, far] as const)));
  const edges = topology.edges.filter(({ from, to }) => !awayTo.has(from) && !awayTo.has(to));
  return {
    graph: canvasGraphOf({
      nodes: topology.nodes.filter(({ id }) => !awayTo.has(id)),
      edges: [...edges, ...folds.map(({ cable }) => cable)],
    }),
    firewalls: new Map(folds.map(({ bridge, cable }) => [cable.id, bridge])),
    within: new Map(folds.map(({ cable, away, edges }) => [cable.id, [...away, ...edges]])),
    awayTo,
  };
}

/** With each firewall’s bridge as it is. */
export function unfolded(graph: CanvasGraph): Folded {
  return { graph, firewalls: new Map(), within: new Map(), awayTo: new Map() };
}

function foldOf(graph: CanvasGraph, bridge: NodeId) {
  const ports = graph.into(bridge, 'port');
  if (ports.length !== 2 || hasOthers(graph, bridge)) return null;
  const trunks = ports.flatMap(({ from }) => trunkOf(graph, from) ?? []);
  const [trunk] = trunks;
  if (trunk === undefined || trunks.length > 1) return null;
  const ends = [trunk.near, trunk.far];
  const own = ends.find((end) => end.bridge === bridge);
  const far = ends.find((end) => end.bridge !== bridge);
  const guest = ports.find(({ from }) => from !== own?.link);
  const way = graph.from(trunk.near.link, 'peer').find(({ id }) => id === trunk.edge);
  if (own === undefined || far === undefined || guest === undefined || way === undefined) return null;
  const plug = graph.from(far.link, 'port')[0];
  const cable: TopologyEdge = {
    ...guest,
    ...(plug?.vlans === undefined ? {} : { vlans: plug.vlans }),
    id: `port:${guest.from}→${far.bridge}`,
    to: far.bridge,
  };
  const edges = [guest, way, ...(plug === undefined ? [] : [plug])].map(({ id }) => id);
  return { bridge, far: far.bridge, away: [bridge, own.link, far.link], edges, cable };
}

/** Whether anything but its ports is joined to the bridge: a VLAN on it, a way out, a NIC of the next boot. */
function hasOthers(graph: CanvasGraph, bridge: NodeId): boolean {
  return (
    graph.from(bridge, 'uplink', 'nat', 'routed', 'lower').length > 0 ||
    graph.into(bridge, 'lower', 'realises', 'defined', 'nat', 'routed').length > 0
  );
}
