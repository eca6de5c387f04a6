import type { SourceStatus } from '#shared/host/source.ts';
import { excerpt } from './result.ts';

/** What a command's standard error means, for the user. */
export interface Explanation {
  readonly status: SourceStatus;
  /** One plain sentence: what is wrong. */
  readonly message: string;
  /** One plain sentence: what to do about it. */
  readonly advice: string;
}

/** One failure that is known by its words, which `LC_ALL=C.UTF-8` keeps untranslated. */
export interface KnownFailure {
  readonly pattern: RegExp;
  /** What the command must have been for the words to mean this; absent: any. */
  readonly command?: RegExp;
  readonly status: SourceStatus;
  /** `$1`, `$2` stand for the pattern's groups. */
  readonly message: string;
  readonly advice: string;
}

/** A batch that fails may say so for each of a thousand VMs; its beginning and end tell what happened. */
const SEARCHED = 8_000;

/**
 * The first of the known failures whose words are in the text; null when there is none.
 * @param asked the command's words, joined by blanks, where they are known
 */
export function explain(stderr: string, known: readonly KnownFailure[], asked = ''): Explanation | null {
  const text =
    stderr.length <= 2 * SEARCHED ? stderr : `${stderr.slice(0, SEARCHED)}\n${stderr.slice(-SEARCHED)}`;
  for (const { pattern, command, status, message, advice } of known) {
    if (command?.test(asked) === false) continue;
    const match = pattern.exec(text);
    // What was quoted comes from names that others chose: it must not reach a terminal as control characters.
    const fill = (template: string) =>
      template.replace(/\$(\d)/g, (_, group) => excerpt(match?.[Number(group)] ?? ''));
    if (match !== null) return { status, message: fill(message), advice: fill(advice) };
  }
  return null;
}
