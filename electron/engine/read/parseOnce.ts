import type { Parsed } from '#shared/parse/result.ts';

export type ParseOnce<T> = (text: string) => Parsed<T>;

/**
 * A parser that remembers its latest text: what is polled seldom changes, and unchanged facts that stay the same objects
 * spare everything that is derived from them.
 */
export function parseOnce<T>(parse: (text: string) => Parsed<T>): ParseOnce<T> {
  let latest: { readonly text: string; readonly result: Parsed<T> } | null = null;
  return (text) => {
    if (latest?.text !== text) latest = { text, result: parse(text) };
    return latest.result;
  };
}
