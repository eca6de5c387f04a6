// @ts-check

import { isLinkName } from './fields.mjs';
import { guardDocument } from './guardDocument.mjs';
import { argsFor } from './verbs.mjs';

/**
 * What root does for a guarded edit: guard.sh is asked, and what it may run, now or later, is of the same closed set of
 * verbs as what root runs at once.
 * @typedef {{ id: number, program: 'guard', args: string[], stdin: string }} GuardAsked
 */

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const leastSeconds = 30;
const mostSeconds = 600;

/** @param {unknown} request @returns {boolean} whether this is for the guard */
export function isForGuard(request) {
  const { verb } = /** @type {{ verb?: unknown }} */ (request ?? {});
  return typeof verb === 'string' && verb.startsWith('guard-');
}

/**
 * The call of guard.sh for one request, or why it is not allowed.
 * @param {unknown} request
 * @returns {GuardAsked | { refused: string }}
 */
export function guardCallFor(request) {
  if (!isObject(request)) return { refused: 'A request is an object.' };
  const { id, verb, guard, ...given } = request;
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return { refused: 'A request has a number.' };
  if (typeof guard !== 'string' || !uuid.test(guard)) return { refused: `${verb} needs a valid guard.` };
  switch (verb) {
    case 'guard-keep':
    case 'guard-revert':
    case 'guard-forget':
      if (Object.keys(given).length > 0) return { refused: `${verb} has other fields.` };
      return { id, program: 'guard', args: [verb.slice('guard-'.length), guard], stdin: '' };
    case 'guard-arm':
      return armed(id, guard, given);
    default:
      return { refused: 'There is no such verb.' };
  }
}

/**
 * @param {number} id
 * @param {string} guard
 * @param {Record<string, unknown>} given
 * @returns {GuardAsked | { refused: string }}
 */
function armed(id, guard, { seconds, note, probe, watch, steps, ...more }) {
  if (Object.keys(more).length > 0) return { refused: 'guard-arm has other fields.' };
  if (
    typeof seconds !== 'number' ||
    !Number.isInteger(seconds) ||
    seconds < leastSeconds ||
    seconds > mostSeconds
  )
    return { refused: 'guard-arm needs valid seconds.' };
  if (typeof note !== 'string') return { refused: 'guard-arm needs a valid note.' };
  if (probe !== null && !isProbe(probe)) return { refused: 'guard-arm needs a valid probe.' };
  if (!Array.isArray(watch) || !watch.every(isLinkName)) return { refused: 'guard-arm needs a valid watch.' };
  if (!Array.isArray(steps)) return { refused: 'guard-arm needs valid steps.' };
  const commands = [];
  const born = new Set();
  for (const step of steps) {
    if (!isObject(step) || Object.keys(step).length !== 2) return { refused: 'guard-arm needs valid steps.' };
    const forward = commandFor(step.do, born);
    if (isObject(step.do) && /^add-(bridge|bond|vlan)/.test(String(step.do.verb))) born.add(step.do.name);
    const back = commandFor(step.undo, born);
    if ('refused' in forward) return forward;
    if ('refused' in back) return back;
    commands.push({ do: forward.words, undo: back.words });
  }
  const stdin = guardDocument({ note, probe, watch, steps: commands });
  if (stdin === null) return { refused: 'The guard does not take these words.' };
  return { id, program: 'guard', args: ['arm', guard, String(seconds)], stdin };
}

/**
 * @param {unknown} request of the closed set, without its number
 * @param {ReadonlySet<unknown>} born links that the steps before it make: they are not there yet
 * @returns {{ words: string[] } | { refused: string }}
 */
function commandFor(request, born) {
  if (!isObject(request) || 'id' in request) return { refused: 'guard-arm needs valid steps.' };
  if (request.verb === 'del-link' && Object.keys(request).length === 2 && born.has(request.device))
    return { words: ['ip', 'link', 'del', 'dev', String(request.device)] };
  const asked = argsFor({ ...request, id: 0 });
  return 'refused' in asked ? asked : { words: [asked.program, ...asked.args] };
}

/**
 * @param {unknown} value
 * @returns {value is { address: string, link: string }}
 */
function isProbe(value) {
  if (!isObject(value) || Object.keys(value).length !== 2) return false;
  return (
    typeof value.address === 'string' && /^[0-9a-f.:]{2,45}$/.test(value.address) && isLinkName(value.link)
  );
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
