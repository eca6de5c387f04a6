/** Of one cable or bridge: more is found by tracing what is in question. */
export const MOST_WAYS = 16;

/** Stops of a way as one text. */
export function way(stops: readonly string[]): string {
  return stops.join(' › ');
}

/** Ways that part at their last stop only, as at the members of a bond, are one line. */
export function joinEnds(ways: readonly (readonly string[])[]): string[][] {
  const joined = new Map<string, { readonly stops: readonly string[]; readonly ends: string[] }>();
  for (const way of ways) {
    const stops = way.slice(0, -1);
    const key = stops.join('\0');
    const known = joined.get(key) ?? { stops, ends: [] };
    known.ends.push(...way.slice(-1));
    joined.set(key, known);
  }
  return [...joined.values()].map(({ stops, ends }) => [
    ...stops,
    ...(ends.length > 0 ? [ends.join(', ')] : []),
  ]);
}

/** `vnet2` before `vnet10`, the same in every locale. */
const collator = new Intl.Collator('en', { numeric: true });

export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return collator.compare(a.name, b.name);
}
