import { parseOrNull, readPiece } from './jsonEntry.ts';
import { piecesOf } from './jsonPieces.ts';
import { excerpt, type OddEntry, type Parsed, parsed, unparsable } from './result.ts';

/** A JSON object whose fields are read one by one with the readers below, which never trust a type. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** So many odd entries are told one by one. */
const MOST_ODD = 100;

export interface RowOptions {
  /** The field that a word without one belongs to: `{"blackhole","dst":…}` of iproute2 before 5.10 is a route's type. */
  readonly bareWord?: string;
}

/**
 * Reads what `ip -j` and `bridge -j` print: an array of objects, or several behind each other.
 *
 * Empty objects are dropped: older iproute2 prints `{}` for each entry that a filter skipped. What iproute2 prints is
 * not always JSON: keys without a value, words without a key, names that are not escaped, brackets that are missing, text
 * before the list or an end in its middle, each in single kinds of entry of single releases. Such an entry costs itself
 * and is told in `odd`; where only something inside it is odd, it costs that. What stands outside of lists is no entry.
 *
 * Takes time in proportion to the text, whatever is in it.
 *
 * @param source names the command in messages, `ip link`
 */
export function parseJsonRows(text: string, source: string, options: RowOptions = {}): Parsed<JsonObject[]> {
  if (text.trim() === '') return unparsable(`${source} printed nothing.`);
  const whole = parseOrNull(text);
  if (whole !== null && !Array.isArray(whole.value)) {
    return unparsable(`${source} printed JSON that is not a list: “${excerpt(text)}”.`);
  }
  if (whole !== null && (whole.value as unknown[]).every(isObject)) {
    return parsed((whole.value as JsonObject[]).filter((row) => !isEmpty(row)));
  }
  const rows: JsonObject[] = [];
  const odd: OddEntry[] = [];
  let untold = 0;
  for (const piece of piecesOf(text)) {
    const { row, fault } = readPiece(text, piece, options);
    if (row !== null && !isEmpty(row)) rows.push(row);
    if (fault !== null && odd.length < MOST_ODD) odd.push(fault);
    else if (fault !== null) untold++;
  }
  if (untold > 0) odd.push({ name: null, words: `${untold} more`, loss: 'missing' });
  const [first] = odd;
  if (rows.length > 0 || first === undefined) return parsed(rows, odd);
  const why = first.loss === 'foreign' ? `“${excerpt(text)}”` : first.words;
  return unparsable(`${source} printed something that is not JSON: ${why}.`);
}

/** A field's text; null when it is absent or no text. */
export function textField(row: JsonObject | null, field: string): string | null {
  const value = row?.[field];
  return typeof value === 'string' ? value : null;
}

/** A field's number; null when it is absent, no number, or one too large. */
export function numberField(row: JsonObject | null, field: string): number | null {
  const value = row?.[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A field that iproute2 prints as `true`, `1` or `"on"`, depending on the field and the release; else false. */
export function flagField(row: JsonObject | null, field: string): boolean {
  const value = row?.[field];
  return value === true || value === 1 || value === 'on';
}

/** A field's object; null when it is absent or no object. */
export function objectField(row: JsonObject | null, field: string): JsonObject | null {
  const value = row?.[field];
  return isObject(value) ? value : null;
}

/** The objects in a field's list; empty when there is none. Empty and odd entries are dropped. */
export function objectsField(row: JsonObject | null, field: string): JsonObject[] {
  const value = row?.[field];
  return Array.isArray(value) ? value.filter((entry) => isObject(entry) && !isEmpty(entry)) : [];
}

/** The texts in a field's list; empty when there is none. */
export function textsField(row: JsonObject | null, field: string): string[] {
  const value = row?.[field];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(row: JsonObject): boolean {
  for (const field in row) if (Object.hasOwn(row, field)) return false;
  return true;
}
