/** More than these are counted, so that a sentence stays one. */
const MOST_NAMED = 6;

/** `a`, `a and b`, `a, b and c`, and with many `a, b, c, d, e, f and 4 more`. */
export function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  const said = more > 1 ? [...names.slice(0, MOST_NAMED), `${more} more`] : names;
  const last = said.at(-1) ?? '';
  return said.length < 2 ? last : `${said.slice(0, -1).join(', ')} and ${last}`;
}
