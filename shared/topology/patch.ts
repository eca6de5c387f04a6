import type { SourceReport } from '#shared/host/source.ts';
import type { Topology, TopologyEdge, TopologyNode } from './model.ts';

/** The difference between two topologies of one host: what travels to a face after its first picture. */
export interface TopologyPatch {
  readonly from: number;
  readonly revision: number;
  readonly takenAt: string;
  readonly sources: readonly SourceReport[];
  readonly nodes: readonly TopologyNode[];
  readonly removedNodes: readonly string[];
  readonly edges: readonly TopologyEdge[];
  readonly removedEdges: readonly string[];
}

/** What changed from `before` to `after`, by id; equal things are left out. */
export function diffTopology(before: Topology, after: Topology): TopologyPatch {
  const nodes = diffById(before.nodes, after.nodes);
  const edges = diffById(before.edges, after.edges);
  return {
    from: before.revision,
    revision: after.revision,
    takenAt: after.takenAt,
    sources: after.sources,
    nodes: nodes.changed,
    removedNodes: nodes.removed,
    edges: edges.changed,
    removedEdges: edges.removed,
  };
}

/**
 * Applies a patch. Whatever it does not name keeps its object, so that a view can compare by identity.
 * Returns null when the patch does not start from this topology's revision: ask for the whole then.
 */
export function patchTopology(topology: Topology, patch: TopologyPatch): Topology | null {
  if (patch.from !== topology.revision) return null;
  return {
    ...topology,
    revision: patch.revision,
    takenAt: patch.takenAt,
    sources: patch.sources,
    nodes: patchById(topology.nodes, patch.nodes, patch.removedNodes),
    edges: patchById(topology.edges, patch.edges, patch.removedEdges),
  };
}

/** True when the patch changes nothing that a user could see in the graph. */
export function changesGraph(patch: TopologyPatch): boolean {
  return patch.nodes.length + patch.removedNodes.length + patch.edges.length + patch.removedEdges.length > 0;
}

function diffById<T extends { readonly id: string }>(before: readonly T[], after: readonly T[]) {
  const old = new Map(before.map((item) => [item.id, item]));
  const changed: T[] = [];
  for (const item of after) {
    const was = old.get(item.id);
    old.delete(item.id);
    if (was === undefined || (was !== item && JSON.stringify(was) !== JSON.stringify(item)))
      changed.push(item);
  }
  return { changed, removed: [...old.keys()] };
}

function patchById<T extends { readonly id: string }>(
  items: readonly T[],
  changed: readonly T[],
  removed: readonly string[],
): readonly T[] {
  if (changed.length === 0 && removed.length === 0) return items;
  const fresh = new Map(changed.map((item) => [item.id, item]));
  const gone = new Set(removed);
  const kept = items
    .filter((item) => !gone.has(item.id))
    .map((item) => {
      const replacement = fresh.get(item.id);
      fresh.delete(item.id);
      return replacement ?? item;
    });
  return [...kept, ...fresh.values()];
}
