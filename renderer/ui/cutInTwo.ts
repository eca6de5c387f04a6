/** A shorter name has room everywhere, or is hardly told apart by its end. */
const LONG = 12;
const END = 6;

/**
 * A long name as the part that may be cut off and the end that stays, as that is where numbered names differ:
 * `customer-production-db-02`. Null: it is short.
 */
export function cutInTwo(name: string): readonly [start: string, end: string] | null {
  const characters = [...name];
  if (characters.length <= LONG) return null;
  return [characters.slice(0, -END).join(''), characters.slice(-END).join('')];
}
