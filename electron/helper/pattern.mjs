// @ts-check

/**
 * How the words of a command may look: fixed words, blanks, groups that may be left out, and a blank for any number of
 * words, which ends at the end or at the fixed word that follows it. A group is there when the field of its first blank is given, one without a blank when its `flag` is.
 * @typedef {import('./fields.mjs').Blank} Blank
 * @typedef {{ readonly maybe: readonly (string | Blank)[], readonly flag?: string }} Group
 * @typedef {{ readonly field: string, readonly each: (value: unknown) => boolean, readonly most: number }} Rest
 * @typedef {readonly (string | Blank | Group | Rest)[]} Pattern
 */

/**
 * The words of a command, or what is wrong with the fields, for a sentence: `a valid mtu`.
 * @param {Pattern} pattern
 * @param {Readonly<Record<string, unknown>>} given
 * @returns {{ words: string[] } | { wrong: string }}
 */
export function filled(pattern, given) {
  const left = new Map(Object.entries(given));
  const words = [];
  for (const part of pattern.flatMap((each) => presentParts(each, left))) {
    if (typeof part === 'string') {
      words.push(part);
      continue;
    }
    const value = left.get(part.field);
    left.delete(part.field);
    if (!fits(part, value)) return { wrong: `a valid ${part.field}` };
    words.push(...('isValid' in part ? [value] : /** @type {unknown[]} */ (value)).map(String));
  }
  const [other] = left.keys();
  return other === undefined ? { words } : { wrong: `no field “${other}”` };
}

/**
 * @param {Blank | Rest} blank
 * @param {unknown} value
 */
function fits(blank, value) {
  if ('isValid' in blank) return blank.isValid(value);
  const isWhole = Array.isArray(value) && value.length > 0 && value.length <= blank.most;
  return isWhole && value.every((each) => blank.each(each));
}

/**
 * @param {Pattern[number]} part
 * @param {Map<string, unknown>} left
 * @returns {readonly (string | Blank | Rest)[]}
 */
function presentParts(part, left) {
  if (typeof part === 'string' || !('maybe' in part)) return [part];
  if (part.flag !== undefined) {
    if (left.get(part.flag) !== true) return [];
    left.delete(part.flag);
    return part.maybe;
  }
  const first = part.maybe.find((each) => typeof each !== 'string');
  return typeof first === 'object' && left.has(first.field) ? part.maybe : [];
}

/**
 * The fields that make a pattern these words; null: it can't become them. Whether they are valid, `filled` tells.
 * @param {Pattern} pattern
 * @param {readonly string[]} words
 * @returns {Record<string, unknown> | null}
 */
export function matched(pattern, words) {
  /** @type {Record<string, unknown>} */
  const fields = {};
  let left = [...words];
  for (const [index, part] of pattern.entries()) {
    if (typeof part === 'object' && 'each' in part) {
      const next = pattern[index + 1];
      const end = typeof next === 'string' ? left.indexOf(next) : left.length;
      if (end === -1) return null;
      fields[part.field] = left.slice(0, end);
      left = left.slice(end);
      continue;
    }
    const parts = typeof part === 'object' && 'maybe' in part ? part.maybe : [part];
    const isThere = parts.every((each, at) =>
      typeof each === 'string' ? each === left[at] : at < left.length,
    );
    if (!isThere) {
      if (typeof part === 'object' && 'maybe' in part) continue;
      return null;
    }
    for (const each of parts) {
      const word = left.shift();
      if (typeof each !== 'string') fields[each.field] = word;
    }
    if (typeof part === 'object' && 'maybe' in part && part.flag !== undefined) fields[part.flag] = true;
  }
  return left.length === 0 ? fields : null;
}
