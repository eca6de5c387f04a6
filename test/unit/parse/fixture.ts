import { readFileSync } from 'node:fs';
import type { Parsed } from '#shared/parse/result.ts';

/** A recorded output by its file name. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8');
}

/** What was parsed, or the failure's message as the test's error. */
export function okValue<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.value;
}
