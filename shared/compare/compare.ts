import { isRead, isReadWhole, type SourceName, type SourceReport } from '#shared/host/source.ts';
import { type Graph, graphOf } from '#shared/topology/graph.ts';
import { isGuest, isLink, type NodeId, type Topology, type TopologyNode } from '#shared/topology/model.ts';
import type { Change, Difference, Move, NotCompared, Thing, Value } from './difference.ts';
import { fieldsOf } from './fields.ts';
import { cableSource, placeOf } from './place.ts';

interface Compared {
  readonly graph: Graph;
  readonly things: ReadonlyMap<NodeId, TopologyNode>;
  readonly sources: ReadonlyMap<SourceName, SourceReport>;
}

/**
 * What differs between two topologies: of one host at two times, or of two hosts that are to be alike. Things are the same
 * where their ids are. The TAP of a vNIC is told by its vNIC: libvirt gives it another name at each start. What one side could
 * not read is told as not compared, never as gone.
 */
export function compare(before: Topology, after: Topology): Difference {
  const [from, to] = [sideOf(before), sideOf(after)];
  const notCompared = new Map<string, NotCompared>();

  /** Whether both have read a source, so that what differs really does. */
  function isTold(source: SourceName, what: string, isEnough: typeof isRead): boolean {
    let isBoth = true;
    for (const [side, { sources }] of [
      ['from', from],
      ['to', to],
    ] as const) {
      const report = sources.get(source);
      // A host without such a system has nothing of it.
      if (report === undefined || report.isAbsent || report.status === 'missing' || isEnough(report))
        continue;
      isBoth = false;
      const why = report.message === '' ? 'It has not been read.' : report.message;
      notCompared.set(`${source} ${side} ${what}`, { source, side, what, why });
    }
    return isBoth;
  }

  const areTold = (sources: readonly SourceName[], what: string) =>
    [...new Set(sources)].every((source) => isTold(source, what, isRead));

  const only = (one: Compared, other: Compared): Thing[] =>
    [...one.things.values()].flatMap((node) => {
      if (other.things.has(node.id)) return [];
      const source = sourceOf(node, one.graph);
      return isTold(source, THINGS[source], isReadWhole) ? [thing(node, one.graph)] : [];
    });

  const moved: Move[] = [];
  const changed: Change[] = [];
  for (const node of to.things.values()) {
    const was = from.things.get(node.id);
    if (was === undefined) continue;
    const known = thing(node, to.graph);
    const places = [placeOf(from.graph, node.id), placeOf(to.graph, node.id)] as const;
    const tellers = [cableSource(from.graph, node.id), cableSource(to.graph, node.id)];
    if (places[0] !== places[1] && areTold(tellers, 'where cables end'))
      moved.push({ ...known, from: places[0], to: places[1] });
    for (const [field, { words, source, of }] of Object.entries(fieldsOf(node.kind))) {
      const values = [of(was, from.graph), of(node, to.graph)] as const;
      if (isSame(...values)) continue;
      const sources = source === undefined ? [] : [source(was, from.graph), source(node, to.graph)];
      if (areTold(sources, words)) changed.push({ ...known, field, from: values[0], to: values[1] });
    }
  }
  return {
    from: { host: before.host, takenAt: before.takenAt },
    to: { host: after.host, takenAt: after.takenAt },
    added: only(to, from),
    removed: only(from, to),
    moved,
    changed,
    notCompared: [...notCompared.values()],
  };
}

/** What is not known of them where a source was not read whole. */
const THINGS = {
  'ip-link': 'links',
  virsh: 'VMs and networks',
  pve: 'VMs of Proxmox VE',
  containers: 'containers',
  'tap-holders': 'VMs that nothing manages',
} as const satisfies Partial<Record<SourceName, string>>;

/** What tells that a thing is there. */
function sourceOf(node: TopologyNode, graph: Graph): keyof typeof THINGS {
  if (isLink(node)) return 'ip-link';
  if (node.kind === 'network') return 'virsh';
  const owner = node.kind === 'vnic' ? graph.nodes.get(node.vm) : node;
  if (!isGuest(owner)) return 'virsh';
  if (owner.kind === 'container') return owner.hypervisor === 'proxmox' ? 'pve' : 'containers';
  return owner.hypervisor === 'libvirt' ? 'virsh' : owner.hypervisor === 'proxmox' ? 'pve' : 'tap-holders';
}

function sideOf(topology: Topology): Compared {
  const graph = graphOf(topology);
  const things = topology.nodes.filter(({ id }) => graph.into(id).every(({ kind }) => kind !== 'backs'));
  return {
    graph,
    things: new Map(things.map((node) => [node.id, node])),
    sources: new Map(topology.sources.map((report) => [report.name, report])),
  };
}

function thing(node: TopologyNode, graph: Graph): Thing {
  const owner = node.kind === 'vnic' ? graph.nodes.get(node.vm) : undefined;
  const name = owner === undefined ? node.name : `${owner.name} ${node.name}`;
  return { id: node.id, kind: node.kind, name };
}

function isSame(one: Value, other: Value): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
