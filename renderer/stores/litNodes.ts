import { useMemo } from 'react';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import { pathsThrough } from '#shared/topology/paths.ts';
import { vlanReach } from '#shared/topology/vlanReach.ts';
import { type LitFinding, type LookState, useLook } from './look.ts';

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
  if ('finding' in lit) return JSON.stringify(nodesOf(topology, lit));
  const { found, only } = lit;
  if (only !== null) return JSON.stringify(only);
  const nodes = pathsThrough(topology, [found]).flatMap((path) => path.nodes);
  return JSON.stringify([...new Set([found, ...nodes])]);
}

/** The nodes that it is about and, of a vNIC’s cable, all of its path. */
function nodesOf(topology: Topology, { subject }: LitFinding): readonly NodeId[] {
  const about = new Set(subject);
  const ends = topology.edges.flatMap(({ id, from, to }) => (about.has(id) ? [from, to] : []));
  const nodes = topology.nodes.flatMap(({ id }) => (about.has(id) ? [id] : []));
  const vnics = topology.nodes.flatMap(({ id, kind }) => (kind === 'vnic' && about.has(id) ? [id] : []));
  const paths = pathsThrough(topology, vnics).flatMap((path) => path.nodes);
  return [...new Set([...nodes, ...ends, ...paths])];
}
