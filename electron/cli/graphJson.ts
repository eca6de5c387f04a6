import type { VlanRange } from '#shared/host/vlanRange.ts';
import type { Topology } from '#shared/topology/model.ts';

/** The graph as scripts read it: each VLAN of a port is an entry, where Patchbay keeps ranges of them. */
export function graphJson(topology: Topology): object {
  const edges = topology.edges.map(({ vlans, ...edge }) =>
    vlans === undefined ? edge : { ...edge, vlans: vlans.flatMap(eachOf) },
  );
  return { ...topology, edges };
}

function eachOf({ first, last, pvid, untagged }: VlanRange): object[] {
  return Array.from({ length: last - first + 1 }, (_, index) => ({ vid: first + index, pvid, untagged }));
}
