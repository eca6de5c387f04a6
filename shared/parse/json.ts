/** A JSON object whose fields are read one by one with the readers below, which never trust a type. */
export type JsonObject = Readonly<Record<string, unknown>>;

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

export function isEmpty(row: JsonObject): boolean {
  for (const field in row) if (Object.hasOwn(row, field)) return false;
  return true;
}
