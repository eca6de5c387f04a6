import { excerpt, type Parsed, parsed, unparsable } from './result.ts';

/** A JSON object whose fields are read one by one with the readers below, which never trust a type. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads what `ip -j` and `bridge -j` print: one array of objects.
 *
 * Empty objects are dropped: older iproute2 prints `{}` for each entry that a filter skipped. Other entries that are
 * no objects, and anything that is not one JSON array, are a failure. iproute2 prints control characters of an alias
 * as they are, and a name's bytes that are no UTF-8, which JSON forbids; they alone are mended. Other output that is not JSON is not:
 * iproute2 before 4.14 has no `-j`, and later releases leaked text or lost brackets in single kinds of entry ("tuntap:
 * add missing brackets to json output"), in more ways than could be told apart without guessing.
 *
 * @param source names the command in messages, `ip link`
 */
export function parseJsonRows(text: string, source: string): Parsed<JsonObject[]> {
  if (text.trim() === '') return unparsable(`${source} printed nothing.`);
  let value: unknown;
  try {
    value = JSON.parse(withoutRawControls(withEscapedBytes(text)));
  } catch (error) {
    return unparsable(`${source} printed something that is not JSON: “${excerpt(faultyPart(text, error))}”.`);
  }
  if (!Array.isArray(value)) {
    return unparsable(`${source} printed JSON that is not a list: “${excerpt(text)}”.`);
  }
  const rows: JsonObject[] = [];
  for (const [index, row] of value.entries()) {
    if (!isObject(row)) {
      return unparsable(`${source}: entry ${index + 1} is not an object: “${excerpt(JSON.stringify(row))}”.`);
    }
    if (!isEmpty(row)) rows.push(row);
  }
  return parsed(rows);
}

/** A field's text; null when it is absent or no text. */
export function textField(row: JsonObject | null, field: string): string | null {
  const value = row?.[field];
  return typeof value === 'string' ? value : null;
}

/** A field's number; null when it is absent or no number. */
export function numberField(row: JsonObject | null, field: string): number | null {
  const value = row?.[field];
  return typeof value === 'number' ? value : null;
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

// "ifname":"br\xff" — a byte that is no UTF-8, as it was read; "\\xff" is what iproute2 prints of a real backslash
function withEscapedBytes(text: string): string {
  if (!text.includes('\\x')) return text;
  return text.replace(/\\([\s\S])/g, (escaped, character) => (character === 'x' ? '\\\\x' : escaped));
}

// "ifalias":"<ESC>[31mred" — line ends and tabs iproute2 does escape
function withoutRawControls(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(row: JsonObject): boolean {
  for (const field in row) if (Object.hasOwn(row, field)) return false;
  return true;
}

/** V8 says "… in JSON at position 17"; other engines and some of its messages name no place. */
function faultyPart(text: string, error: unknown): string {
  const position = /at position (\d+)/.exec(String(error))?.[1];
  return position === undefined ? text : text.slice(Math.max(0, Number(position) - 20));
}
