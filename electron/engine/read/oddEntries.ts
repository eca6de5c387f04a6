import type { Gap } from '#shared/host/source.ts';
import { excerpt, type OddEntry, type ParsedValue } from '#shared/parse/result.ts';
import type { Reading } from './source.ts';

/** So many names stand in a message. */
const MOST_NAMED = 5;

/**
 * What a command printed, as far as it could be read; where some of its entries could not, that is told and named.
 * @param command in messages: `ip link`
 */
export function readingOf<T>(command: string, { value, odd = [] }: ParsedValue<T>): Reading<T> {
  const told = oddWords(odd);
  if (told === null) return { status: 'ok', facts: value };
  return {
    status: 'partial',
    facts: value,
    message: `Not all that ${command} printed could be read: ${told}.`,
    advice: 'Everything else was read. Another release of the program may print it correctly.',
    ...gapOf(odd),
  };
}

/** What is odd, without a full stop; null: nothing is. */
export function oddWords(odd: readonly OddEntry[]): string | null {
  const [first, ...others] = odd;
  if (first === undefined) return null;
  if (others.length === 0) return first.words;
  const names = others.flatMap(({ name }) => (name === null ? [] : [`“${excerpt(name)}”`]));
  const shown = names.slice(0, MOST_NAMED).join(', ');
  return `${first.words}, and ${others.length} more${shown === '' ? '' : ` (${shown}${names.length > MOST_NAMED ? ', …' : ''})`}`;
}

/** What the facts lack for it; nothing where they lack nothing. */
export function gapOf(odd: readonly OddEntry[]): { readonly gap?: Gap } {
  const lost = odd.filter(({ loss }) => loss === 'missing');
  if (lost.length === 0) return {};
  const names = lost.flatMap(({ name }) => name ?? []);
  return { gap: { names: [...new Set(names)], others: lost.some(({ name }) => name === null) } };
}
