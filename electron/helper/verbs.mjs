// @ts-check

/**
 * The kernel's own rule for the name of a link, in bytes (dev_valid_name in net/core/dev.c): one to fifteen of them,
 * none of `/`, `:` and white space, and neither `.` nor `..`.
 * @param {unknown} value
 * @returns {boolean}
 */
export function isLinkName(value) {
  if (typeof value !== 'string' || value === '.' || value === '..') return false;
  const bytes = Buffer.from(value);
  // 0xa0: the kernel's isspace() is that of Latin-1. NUL would end the name early.
  return bytes.length >= 1 && bytes.length <= 15 && !bytes.some((byte) => forbidden.has(byte));
}

const forbidden = new Set([0, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0xa0, ...Buffer.from('/:')]);

/** @typedef {{ readonly field: string, readonly isValid: (value: unknown) => boolean }} Blank */

const link = { field: 'link', isValid: isLinkName };
const master = { field: 'master', isValid: isLinkName };

/**
 * The closed set of what root does for Patchbay: the arguments of `ip`, with blanks for what a request fills in.
 * A verb more is a row more.
 * @type {Readonly<Record<string, readonly (string | Blank)[]>>}
 */
export const verbs = {
  'set-master': ['link', 'set', 'dev', link, 'master', master],
  'set-nomaster': ['link', 'set', 'dev', link, 'nomaster'],
  'set-up': ['link', 'set', 'dev', link, 'up'],
  'set-down': ['link', 'set', 'dev', link, 'down'],
};

/**
 * The arguments of `ip` for one request, or why it is not allowed. A request is an object with `id`, `verb` and the
 * verb's own fields, and nothing else.
 * @param {unknown} request
 * @returns {{ id: number, args: string[] } | { refused: string }}
 */
export function argsFor(request) {
  if (typeof request !== 'object' || request === null || Array.isArray(request))
    return { refused: 'A request is an object.' };
  const { id, verb, ...given } = /** @type {Record<string, unknown>} */ (request);
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return { refused: 'A request has a number.' };
  if (typeof verb !== 'string' || !Object.hasOwn(verbs, verb)) return { refused: 'There is no such verb.' };
  const words = verbs[verb] ?? [];
  const blanks = words.filter((word) => typeof word !== 'string');
  if (Object.keys(given).length !== blanks.length) return { refused: `${verb} has other fields.` };
  const wrong = blanks.find(({ field, isValid }) => !Object.hasOwn(given, field) || !isValid(given[field]));
  if (wrong) return { refused: `${verb} needs a valid ${wrong.field}.` };
  return { id, args: words.map((word) => (typeof word === 'string' ? word : String(given[word.field]))) };
}
