import { useMemo } from 'react';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import { pathsThrough } from '#shared/topology/paths.ts';
import { vlanReach } from '#shared/topology/vlanReach.ts';
import { type LitThings, type LookState, useLook } from './look.ts';

/**
 * The nodes on the lit paths, or in the lit VLAN, as they are now, also after an edit led them elsewhere; null while nothing is lit.
 * The set stays the same one while its nodes do, as the camera follows each new one.
 */
export function useLitNodes(topology: Topology): ReadonlySet<NodeId> | null {
  const lit = useLook((look) => look.lit);
  const key = useMemo(() => (lit === null ? null : keyOf(topology, lit)), [topology, lit]);
  return useMemo(() => (key === null ? null : new Set<NodeId>(JSON.parse(key))), [key]);
}

function keyOf(topology: Topology, lit: NonNullable<LookState['lit']>): string {
  if ('vlan' in lit) return JSON.stringify([...vlanReach(topology, lit.vlan)].toSorted());
  if ('ids' in lit) return JSON.stringify(nodesOf(topology, lit));
  const { found, only } = lit;
  if (only !== null) return JSON.stringify(only);
  const nodes = pathsThrough(topology, [found]).flatMap((path) => path.nodes);
  return JSON.stringify([...new Set([found, ...nodes])]);
}

/** The nodes among them, the ends of the edges and, where asked for, the paths of the vNICs. */
function nodesOf(topology: Topology, { ids, withPaths }: LitThings): readonly NodeId[] {
  const about = new Set(ids);
  const ends = topology.edges.flatMap(({ id, from, to }) => (about.has(id) ? [from, to] : []));
  const nodes = topology.nodes.filter(({ id }) => about.has(id));
  const vnics = withPaths ? nodes.filter(({ kind }) => kind === 'vnic').map(({ id }) => id) : [];
  const paths = pathsThrough(topology, vnics).flatMap((path) => path.nodes);
  return [...new Set([...nodes.map(({ id }) => id), ...ends, ...paths])];
}
