// @ts-check
import { addressVerbs } from './addressVerbs.mjs';
import { bondVerbs } from './bondVerbs.mjs';
import { linkVerbs } from './linkVerbs.mjs';
import { filled } from './pattern.mjs';
import { portVerbs } from './portVerbs.mjs';
import { pveVerbs } from './pveVerbs.mjs';
import { switchVerbs } from './switchVerbs.mjs';

/** @typedef {'ip' | 'bridge' | 'resolvectl' | 'qm' | 'pct' | 'ovs-vsctl'} Program */

/**
 * The closed set of what root does for Patchbay: the arguments of a program, with blanks for what a request fills in.
 * A verb more is a row more.
 * @type {Readonly<Record<string, { readonly program: Program, readonly words: import('./pattern.mjs').Pattern }>>}
 */
export const verbs = {
  ...linkVerbs,
  ...addressVerbs,
  ...portVerbs,
  ...bondVerbs,
  ...pveVerbs,
  ...switchVerbs,
};

/**
 * The program and its arguments for one request, or why it is not allowed. A request is an object with `id`, `verb` and
 * the verb's own fields, and nothing else.
 * @param {unknown} request
 * @returns {{ id: number, program: Program, args: string[] } | { refused: string }}
 */
export function argsFor(request) {
  if (typeof request !== 'object' || request === null || Array.isArray(request))
    return { refused: 'A request is an object.' };
  const { id, verb, ...given } = /** @type {Record<string, unknown>} */ (request);
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return { refused: 'A request has a number.' };
  const row = typeof verb === 'string' && Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (row === undefined) return { refused: 'There is no such verb.' };
  const made = filled(row.words, given);
  return 'wrong' in made
    ? { refused: `${verb} needs ${made.wrong}.` }
    : { id, program: row.program, args: made.words };
}
