/**
 * The one of `known` that was most likely meant by what was typed; null: none is near enough to ask. Of two that are
 * equally near, the earlier one.
 */
export function nearest(typed: string, known: readonly string[]): string | null {
  const wanted = typed.toLowerCase();
  let found: string | null = null;
  let best = mostSlips(wanted) + 1;
  for (const word of known) {
    // What differs more in length alone needs no table.
    if (Math.abs(word.length - wanted.length) >= best) continue;
    const distance = distanceOf(wanted, word.toLowerCase());
    if (distance < best) [found, best] = [word, distance];
  }
  return found;
}

/** “ Did you mean “trace”?”, with a blank before it; empty where nothing is near. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const word = nearest(typed, known);
  return word === null ? '' : ` Did you mean “${word}”?`;
}

/** How many slips of the keyboard a word may have, so that what remains still says what was meant. */
function mostSlips({ length }: string): number {
  if (length <= 2) return 0;
  return length <= 5 ? 1 : 2;
}

/**
 * Damerau and Levenshtein’s distance, as optimal string alignment: how many letters must be put in, left out, replaced,
 * or exchanged with their neighbour.
 */
function distanceOf(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isExchanged =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (isSame ? 0 : 1),
          isExchanged ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
