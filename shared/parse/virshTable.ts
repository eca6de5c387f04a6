/** A word of a table's line with its place, so that a value of several words can be cut out as it was printed. */
interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The lines of a table that virsh printed, without its two header lines, each with its words. Under `-q` there is no
 * header; else it is known by the dashes below it, because its own words are translated.
 */
export function tableLines(text: string): { readonly line: string; readonly words: readonly Word[] }[] {
  const lines = text.split('\n');
  //  Interface   Type     Source   Model     MAC
  // ------------------------------------------------------------
  const dashes = lines.findIndex((line) => /^-{3,}$/.test(line));
  const rows = dashes === 1 ? lines.slice(2) : lines;
  return rows.map((line) => ({ line, words: wordsOf(line) })).filter(({ words }) => words.length > 0);
}

/** The text from the first to the last of these words, with the blanks between them; null for none or for `-`. */
export function cellOf(line: string, words: readonly Word[]): string | null {
  const [first] = words;
  const last = words.at(-1);
  if (first === undefined || last === undefined) return null;
  const value = line.slice(first.start, last.end);
  return value === '-' ? null : value;
}

/** Only blanks pad a table: a no-break space is part of a value. */
function wordsOf(line: string): Word[] {
  return [...line.matchAll(/[^ ]+/g)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}
