import { useMemo } from 'react';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import { pathsThrough } from '#shared/topology/paths.ts';
import { useLook } from './look.ts';

/**
 * The nodes on the lit paths as they run now, also after an edit led them elsewhere; null while nothing is lit.
 * The set stays the same one while its nodes do, as the camera follows each new one.
 */
export function useLitNodes(topology: Topology): ReadonlySet<NodeId> | null {
  const found = useLook(({ lit }) => lit?.found ?? null);
  const key = useMemo(() => (found === null ? null : keyOf(topology, found)), [topology, found]);
  return useMemo(() => (key === null ? null : new Set<NodeId>(JSON.parse(key))), [key]);
}

function keyOf(topology: Topology, found: NodeId): string {
  const nodes = pathsThrough(topology, [found]).flatMap((path) => path.nodes);
  return JSON.stringify([...new Set([found, ...nodes])]);
}
