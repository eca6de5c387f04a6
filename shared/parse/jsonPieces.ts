/** A piece of what should be a list of objects; `start` and `end` are its place in the text. */
export interface JsonPiece {
  /**
   * - `row`: an object, its brackets balanced · `broken`: one whose brackets are not
   * - `other`: an entry of a list that is no object · `stray`: text outside of any list
   * - `cut`: the text ends inside a list
   */
  readonly kind: 'row' | 'broken' | 'other' | 'stray' | 'cut';
  readonly start: number;
  readonly end: number;
  /** Counted from 1; of a `cut`, how many entries there were; 0 for stray text. */
  readonly entry: number;
}

/**
 * Where an entry of iproute2's begins, whatever stands before it: so an entry whose quotes or brackets do not come in
 * pairs ends at the next one. No object inside an entry begins with these fields, and inside a text the quotes would be
 * escaped.
 */
const ENTRY_START = /\{\s{0,40}"(?:ifindex|ifname|dst|mac)"\s{0,40}:/;
const NEXT_ENTRY = new RegExp(ENTRY_START, 'g');
const AT_ENTRY = new RegExp(ENTRY_START, 'y');

/** `[` opens a list of objects where one follows, or none; `[WARN]` does not. */
const LIST_START = /\[\s{0,40}(?:[{\],]|$)/y;
/** Between two entries; a list may end and the next one begin there. */
const SEPARATORS = /[\s\ufeff,]*/y;
const END_OF_ENTRY = /\s*(?:$|[,[\]{])/y;
/** Behind an entry that was closed too early: its next field. */
const FIELD = /[\s,]{0,40}"(?:[^"\\]|\\[\s\S]){0,200}"\s{0,40}:/y;
const END_OF_OTHER = /[,{\]]/g;
const BRACKET = /[[{]/g;

/** Takes such a text apart, in time proportional to its length. */
export function* piecesOf(text: string): Generator<JsonPiece> {
  let entry = 0;
  let isOpen = false;
  for (let at = after(SEPARATORS, text, 0); at < text.length; at = after(SEPARATORS, text, at)) {
    const start = at;
    const char = text[at];
    if (char === '{') {
      const row = rowAt(text, at);
      at = row.end;
      yield { ...row, start, entry: ++entry };
    } else if (isOpen && char === ']') {
      isOpen = false;
      at++;
    } else if (char === '[' && isAt(LIST_START, text, at)) {
      isOpen = true;
      at++;
    } else if (isOpen) {
      at = next(END_OF_OTHER, text, at + 1) ?? text.length;
      yield { kind: 'other', start, end: at, entry: ++entry };
    } else {
      at = endOfStray(text, at);
      yield { kind: 'stray', start, end: at, entry: 0 };
    }
  }
  if (isOpen) yield { kind: 'cut', start: text.length, end: text.length, entry };
}

function endOfStray(text: string, start: number): number {
  let at = next(BRACKET, text, start + 1);
  while (at !== null && text[at] === '[' && !isAt(LIST_START, text, at)) at = next(BRACKET, text, at + 1);
  return at ?? text.length;
}

function rowAt(text: string, start: number): Pick<JsonPiece, 'kind' | 'end'> {
  const { kind, end } = balanced(text, start);
  if (kind === 'broken') return { kind, end };
  const isRight = isAt(END_OF_ENTRY, text, end) && !isAt(FIELD, text, end);
  return isRight ? { kind, end } : { kind: 'broken', end: next(NEXT_ENTRY, text, end) ?? text.length };
}

/** From an opening bracket to the one that closes it, or to where the next entry begins. */
function balanced(text: string, start: number): Pick<JsonPiece, 'kind' | 'end'> {
  let depth = 0;
  let isText = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '{' && at > start && isAt(AT_ENTRY, text, at)) return { kind: 'broken', end: at };
    if (isText) {
      if (char === '\\') at++;
      else if (char === '"') isText = false;
    } else if (char === '"') isText = true;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return { kind: 'row', end: at + 1 };
  }
  return { kind: 'broken', end: text.length };
}

function isAt(sticky: RegExp, text: string, at: number): boolean {
  sticky.lastIndex = at;
  return sticky.test(text);
}

function after(sticky: RegExp, text: string, at: number): number {
  return isAt(sticky, text, at) ? sticky.lastIndex : at;
}

function next(global: RegExp, text: string, from: number): number | null {
  global.lastIndex = from;
  return global.exec(text)?.index ?? null;
}
