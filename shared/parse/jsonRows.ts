import { isEmpty, isObject, type JsonObject } from './json.ts';
import { parseOrNull, type RowOptions, readPiece } from './jsonEntry.ts';
import { piecesOf } from './jsonPieces.ts';
import { excerpt, type OddEntry, type Parsed, parsed, unparsable } from './result.ts';

/** So many odd entries are told one by one. */
const MOST_ODD = 100;

/**
 * Reads what `ip -j` and `bridge -j` print: an array of objects, or several behind each other.
 *
 * Empty objects are dropped: older iproute2 prints `{}` for each entry that a filter skipped. What iproute2 prints is
 * not always JSON: keys without a value, words without a key, names that are not escaped, brackets that are missing, text
 * before the list or an end in its middle, each in single kinds of entry of single releases. Such an entry costs itself
 * and is told in `odd`; where only something inside it is odd, it costs that. What stands outside of lists is no entry.
 *
 * Takes time in proportion to the text, whatever is in it.
 *
 * @param source names the command in messages, `ip link`
 */
export function parseJsonRows(text: string, source: string, options: RowOptions = {}): Parsed<JsonObject[]> {
  if (text.trim() === '') return unparsable(`${source} printed nothing.`);
  const whole = parseOrNull(text);
  if (whole !== null && !Array.isArray(whole.value)) {
    return unparsable(`${source} printed JSON that is not a list: “${excerpt(text)}”.`);
  }
  if (whole !== null && (whole.value as unknown[]).every(isObject)) {
    return parsed((whole.value as JsonObject[]).filter((row) => !isEmpty(row)));
  }
  const rows: JsonObject[] = [];
  const odd: OddEntry[] = [];
  let untold = 0;
  for (const piece of piecesOf(text)) {
    const { row, fault } = readPiece(text, piece, options);
    if (row !== null && !isEmpty(row)) rows.push(row);
    if (fault !== null && odd.length < MOST_ODD) odd.push(fault);
    else if (fault !== null) untold++;
  }
  if (untold > 0) odd.push({ name: null, words: `${untold} more`, loss: 'missing' });
  const [first] = odd;
  if (rows.length > 0 || first === undefined) return parsed(rows, odd);
  const why = first.loss === 'foreign' ? `“${excerpt(text)}”` : first.words;
  return unparsable(`${source} printed something that is not JSON: ${why}.`);
}
