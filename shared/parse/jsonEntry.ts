import { isObject, type JsonObject } from './json.ts';
import { mendedRow } from './jsonMend.ts';
import type { JsonPiece } from './jsonPieces.ts';
import { excerpt, type OddEntry } from './result.ts';

export interface RowOptions {
  /** The field that a word without one belongs to: `{"blackhole","dst":…}` of iproute2 before 5.10 is a route's type. */
  readonly bareWord?: string;
}

/** What became of one piece of a list. */
interface ReadPiece {
  readonly row: JsonObject | null;
  /** Null: nothing is odd about it. */
  readonly fault: OddEntry | null;
}

export function readPiece(text: string, piece: JsonPiece, { bareWord }: RowOptions): ReadPiece {
  const { kind, start, end, entry } = piece;
  const place = `entry ${entry}`;
  const shown = `“${excerpt(text.slice(start, end))}”`;
  switch (kind) {
    case 'stray':
      return only({ name: null, words: `text outside the list: ${shown}`, loss: 'foreign' });
    case 'cut':
      return only({ name: null, words: `the list breaks off after ${place}`, loss: 'missing' });
    case 'other':
      return only({ name: null, words: `${place} is not an object: ${shown}`, loss: 'missing' });
  }
  const row = text.slice(start, end);
  const name = nameIn(row);
  const named = `${place}${name === null ? '' : ` (“${excerpt(name)}”)`}`;
  if (kind === 'broken') {
    return only({ name, words: `the quotes or brackets of ${named} don’t match: ${shown}`, loss: 'missing' });
  }
  const plain = parseOrNull(row);
  if (plain !== null && isObject(plain.value)) return { row: plain.value, fault: null };
  const mended = mendedRow(row, bareWord);
  const read = 'at' in mended ? null : parseOrNull(mended.text);
  if ('at' in mended || read === null || !isObject(read.value)) {
    const at = 'at' in mended ? mended.at : row;
    return only({ name, words: `${named} is not JSON near “${excerpt(at)}”`, loss: 'missing' });
  }
  if (mended.lost === null) return { row: read.value, fault: null };
  const words = `${named} has no readable value at “${excerpt(mended.lost)}”`;
  return { row: read.value, fault: { name, words, loss: 'incomplete' } };
}

function only(fault: OddEntry): ReadPiece {
  return { row: null, fault };
}

/** V8's own parser keeps no stack; whatever it throws all the same is no JSON. */
export function parseOrNull(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** Names are told early in an entry; a longer search would only find those of other things. */
const NAMED_WITHIN = 2000;

// "ifname":"erspan1" | "dst":"10.42.0.0/26"
function nameIn(row: string): string | null {
  const start = row.slice(0, NAMED_WITHIN);
  for (const field of ['ifname', 'dst']) {
    const at = start.indexOf(`"${field}"`);
    const name = at === -1 ? null : /^"\w+"\s{0,20}:\s{0,20}("[^"\\]*")/.exec(start.slice(at));
    if (name !== null) return String(parseOrNull(name[1] ?? '')?.value ?? '') || null;
  }
  return null;
}
