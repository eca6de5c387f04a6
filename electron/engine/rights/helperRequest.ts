import type { Command } from '#shared/host/command.ts';
import { matched } from '../../helper/pattern.mjs';
import { patternVerbs, verbs } from '../../helper/verbs.mjs';

/** What the helper is asked for: a verb and its fields. */
export type HelperRequest = { readonly verb: string } & Readonly<Record<string, unknown>>;

/** The request that makes the helper run this command; null: it is none of its verbs. */
export function requestFor(command: Command): HelperRequest | null {
  const [program, ...args] = command.argv;
  if (command.stdin !== undefined) return null;
  for (const [verb, row] of Object.entries(patternVerbs)) {
    const fields = row.program === program ? matched(row.words, args) : null;
    if (fields !== null) return { verb, ...fields };
  }
  if (program !== 'ip') return null;
  for (const [verb, words] of Object.entries(verbs)) {
    if (words.length !== args.length) continue;
    const fields = words.flatMap((word, index) =>
      typeof word === 'string' ? [] : [[word.field, args[index] ?? ''] as const],
    );
    if (words.every((word, index) => typeof word !== 'string' || word === args[index]))
      return { verb, ...Object.fromEntries(fields) };
  }
  return null;
}
