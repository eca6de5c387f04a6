import type { Topology } from './model.ts';

/** What is found out of a topology once, when it is first asked for, and is forgotten with it. */
export function perTopology<Found>(find: (topology: Topology) => Found): (topology: Topology) => Found {
  const known = new WeakMap<Topology, { readonly found: Found }>();
  return (topology) => {
    const cached = known.get(topology);
    if (cached !== undefined) return cached.found;
    const found = find(topology);
    known.set(topology, { found });
    return found;
  };
}
