/** The only way a parser fails: what was wrong and where, never an exception. */
export interface ParseFailure {
  readonly ok: false;
  /** One plain sentence, naming the place ("line 3", "entry 7") and an excerpt of at most 80 characters. */
  readonly message: string;
}

/** An entry of a list that could not be read, or not whole; the others were. */
export interface OddEntry {
  /** What the entry is about, as far as that can be seen: a link's name, a route's destination. */
  readonly name: string | null;
  /** Where it stands and what is wrong with it, without a full stop: `entry 5 (“erspan1”): not JSON: “…”`. */
  readonly words: string;
  /**
   * - `missing`: the facts lack the entry · `incomplete`: they have it without what could not be read
   * - `foreign`: it is no entry at all (a warning among them), so that the facts lack nothing
   */
  readonly loss: 'missing' | 'incomplete' | 'foreign';
}

/** Where an entry that is there in part may lack just that which is asked for: one of a link's addresses. */
export function asMissing(odd: OddEntry): OddEntry {
  return odd.loss === 'incomplete' ? { ...odd, loss: 'missing' } : odd;
}

/** What a parser read; `odd` is there where some of its entries could not be read. */
export interface ParsedValue<T> {
  readonly ok: true;
  readonly value: T;
  readonly odd?: readonly OddEntry[];
}

export type Parsed<T> = ParsedValue<T> | ParseFailure;

export function parsed<T>(value: T, odd: readonly OddEntry[] = []): ParsedValue<T> {
  return odd.length === 0 ? { ok: true, value } : { ok: true, value, odd };
}

export function unparsable(message: string): ParseFailure {
  return { ok: false, message };
}

/** Longer than any excerpt, however many control characters it begins with in practice; what follows is not looked at. */
const LOOKED_AT = 400;

/** Shortens hostile text for a message: control characters become spaces, at most 80 characters. */
export function excerpt(text: string): string {
  const clean = text
    .slice(0, LOOKED_AT)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not reach a terminal
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim();
  return clean.length <= 80 && text.length <= LOOKED_AT ? clean : `${clean.slice(0, 79)}…`;
}
