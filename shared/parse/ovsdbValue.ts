/** A value of a cell: text, a number, a flag, a reference, or a list or map of those. */
export type OvsdbValue = OvsdbAtom | { readonly set: readonly OvsdbAtom[] } | { readonly map: OvsdbMap };

export type OvsdbAtom = string | number | boolean | { readonly uuid: string };
type OvsdbMap = ReadonlyMap<string, string>;

/**
 * Reads a value as OVSDB writes it in JSON; null where it is none. A set of one value is written as that value.
 * Source of the format: RFC 7047, 5.1.
 */
export function ovsdbValue(json: unknown): OvsdbValue | null {
  const atom = atomOf(json);
  if (atom !== null) return atom;
  if (!Array.isArray(json) || json.length !== 2 || !Array.isArray(json[1])) return null;
  const [word, entries] = json as [unknown, readonly unknown[]];
  // ["set",[10,20]]
  if (word === 'set') return { set: entries.map(atomOf).filter((each) => each !== null) };
  // ["map",[["peer","to-br0"]]]
  return word === 'map' ? { map: new Map(entries.flatMap(pairOf)) } : null;
}

/** The one text of a cell; null: it is empty, or no text. */
export function ovsdbText(value: OvsdbValue | null): string | null {
  const [first] = ovsdbAtoms(value);
  return typeof first === 'string' ? first : null;
}

/** The one whole number of a cell; null: it is empty, or no such number. */
export function ovsdbNumber(value: OvsdbValue | null): number | null {
  return ovsdbNumbers(value)[0] ?? null;
}

export function ovsdbNumbers(value: OvsdbValue | null): number[] {
  return ovsdbAtoms(value).flatMap((each) =>
    typeof each === 'number' && Number.isSafeInteger(each) ? [each] : [],
  );
}

/** The rows that a cell refers to. */
export function ovsdbUuids(value: OvsdbValue | null): string[] {
  return ovsdbAtoms(value).flatMap((each) => (typeof each === 'object' ? [each.uuid] : []));
}

export function ovsdbMap(value: OvsdbValue | null): Readonly<Record<string, string>> {
  const isMap = typeof value === 'object' && value !== null && 'map' in value;
  return Object.fromEntries(isMap ? value.map : []);
}

function ovsdbAtoms(value: OvsdbValue | null): readonly OvsdbAtom[] {
  if (value === null || (typeof value === 'object' && 'map' in value)) return [];
  return typeof value === 'object' && 'set' in value ? value.set : [value];
}

function atomOf(json: unknown): OvsdbAtom | null {
  if (typeof json === 'string' || typeof json === 'boolean') return json;
  if (typeof json === 'number') return Number.isFinite(json) ? json : null;
  // ["uuid","36bef046-7da7-43a5-905a-c17899216fcb"]
  if (!Array.isArray(json) || json.length !== 2 || json[0] !== 'uuid') return null;
  return typeof json[1] === 'string' ? { uuid: json[1] } : null;
}

function pairOf(entry: unknown): [string, string][] {
  if (!Array.isArray(entry) || entry.length !== 2) return [];
  const [key, value] = entry.map(atomOf);
  if (typeof key !== 'string' || value === null || value === undefined || typeof value === 'object')
    return [];
  return [[key, String(value)]];
}
