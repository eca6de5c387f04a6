/** The only way a parser fails: what was wrong and where, never an exception. */
export interface ParseFailure {
  readonly ok: false;
  /** One plain sentence, naming the place ("line 3", "entry 7") and an excerpt of at most 80 characters. */
  readonly message: string;
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | ParseFailure;

export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function unparsable(message: string): ParseFailure {
  return { ok: false, message };
}

/** Shortens hostile text for a message: control characters become spaces, at most 80 characters. */
export function excerpt(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not reach a terminal
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return clean.length <= 80 ? clean : `${clean.slice(0, 79)}…`;
}
