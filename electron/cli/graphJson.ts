import type { VlanRange } from '#shared/host/vlanRange.ts';
import type { Topology } from '#shared/topology/model.ts';

/** The graph as scripts read it: each VLAN of a port or a bridge is an entry, where Patchbay keeps ranges of them. */
export function graphJson(topology: Topology): object {
  return { ...topology, nodes: topology.nodes.map(withEach), edges: topology.edges.map(withEach) };
}

function withEach(one: object & { readonly vlans?: readonly VlanRange[] }): object {
  const { vlans, ...rest } = one;
  return vlans === undefined ? rest : { ...rest, vlans: vlans.flatMap(eachOf) };
}

function eachOf({ first, last, pvid, untagged }: VlanRange): object[] {
  return Array.from({ length: last - first + 1 }, (_, index) => ({ vid: first + index, pvid, untagged }));
}
