import type { Command } from '#shared/host/command.ts';
import { matched } from '../../helper/pattern.mjs';
import { verbs } from '../../helper/verbs.mjs';

/** What the helper is asked for: a verb and its fields. */
export type HelperRequest = { readonly verb: string } & Readonly<Record<string, unknown>>;

/** The request that makes the helper run this command; null: it is not one of its verbs. */
export function requestFor(command: Command): HelperRequest | null {
  const [program, ...args] = command.argv;
  if (command.stdin !== undefined) return null;
  for (const [verb, row] of Object.entries(verbs)) {
    const fields = row.program === program ? matched(row.words, args) : null;
    if (fields !== null) return { verb, ...fields };
  }
  return null;
}
