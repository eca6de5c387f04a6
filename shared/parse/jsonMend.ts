/** Deeper than anything that iproute2 prints. */
const MAX_DEPTH = 64;

/** Longer rows are not mended: an entry of iproute2's has some thousand characters, of a card with many VFs some more. */
const MAX_LENGTH = 1 << 20;

export interface MendedRow {
  /** JSON, as far as the rest of the text is. */
  readonly text: string;
  /** The field whose value is missing, or what was left out, the first of them; null: nothing of the row is lost. */
  readonly lost: string | null;
}

/** Where the row can't be mended, as it stands there. */
interface Unmendable {
  readonly at: string;
}

/** What a row is made of; a text may hold line breaks, and anything else is a word: a number, `true`, `nan`, `<UP>`. */
const TOKEN = /"(?:[^"\\]|\\[\s\S])*"|[{}[\]:,]|[^\s"{}[\]:,]+/g;
const VALUE = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;

/**
 * Makes JSON of an object that is almost JSON, as single releases of iproute2 print it: raw control characters and
 * backslashes in a text, `nan`, a key without a value, a word without a key, stray commas. Inside the row's own objects a
 * value that can't be read is left out and told; among the row's own fields it might be the one that decides (`master`),
 * so that nothing is mended there but what is certain.
 *
 * @param row its brackets and quotes come in pairs
 * @param bareWord the field that a word without one belongs to among the row's own fields
 */
export function mendedRow(row: string, bareWord?: string): MendedRow | Unmendable {
  if (row.length > MAX_LENGTH) return { at: row };
  const mender = new Mender(bareWord);
  const tokens = row.match(TOKEN) ?? [];
  for (const [index, token] of tokens.entries()) {
    if (!mender.take(token, tokens[index + 1] ?? '')) {
      return { at: tokens.slice(Math.max(0, index - 3), index + 3).join('') };
    }
  }
  return mender.result;
}

/** What may come next. */
type Turn = 'key' | 'colon' | 'value' | 'comma';

class Mender {
  readonly #bareWord: string | undefined;
  readonly #out: string[] = [];
  readonly #open: ('{' | '[')[] = [];
  #turn: Turn = 'value';
  #key = '';
  #lost: string | null = null;

  constructor(bareWord: string | undefined) {
    this.#bareWord = bareWord;
  }

  get result(): MendedRow {
    return { text: this.#out.join(''), lost: this.#lost };
  }

  /** @returns false: the row can't be mended */
  take(token: string, next: string): boolean {
    if (token === '{' || token === '[') return this.#opens(token);
    if (token === '}' || token === ']') return this.#closes(token);
    if (token === ':') return this.#colon();
    if (token === ',') return this.#comma();
    const isKey = token.startsWith('"') && next === ':' && this.#open.at(-1) === '{';
    if (isKey) return this.#keyed(token);
    return token.startsWith('"') ? this.#text(token) : this.#word(token);
  }

  #opens(token: '{' | '['): boolean {
    if (this.#turn !== 'value' || this.#open.length >= MAX_DEPTH) return false;
    this.#out.push(token);
    this.#open.push(token);
    this.#turn = token === '{' ? 'key' : 'value';
    return true;
  }

  #closes(token: '}' | ']'): boolean {
    const isMissing = this.#turn === 'value' && token === '}';
    if (this.#turn === 'colon' || (isMissing && !this.#lose(this.#key, 'null'))) return false;
    if (this.#open.pop() !== (token === '}' ? '{' : '[')) return false;
    this.#dropComma();
    this.#out.push(token);
    this.#turn = 'comma';
    return true;
  }

  #colon(): boolean {
    if (this.#turn !== 'colon') return false;
    this.#out.push(':');
    this.#turn = 'value';
    return true;
  }

  #comma(): boolean {
    const inObject = this.#open.at(-1) === '{';
    if (this.#turn === 'colon') return false;
    if (this.#turn === 'value' && inObject && !this.#lose(this.#key, 'null')) return false;
    this.#dropComma();
    const last = this.#out.at(-1);
    if (last !== '{' && last !== '[') this.#out.push(',');
    this.#turn = inObject ? 'key' : 'value';
    return true;
  }

  /** A key; where a value or a comma should stand, that is what is missing. */
  #keyed(token: string): boolean {
    if (this.#turn === 'colon' || (this.#turn === 'value' && !this.#lose(this.#key, 'null'))) return false;
    if (this.#turn !== 'key') this.#out.push(',');
    this.#key = token;
    this.#out.push(escaped(token));
    this.#turn = 'colon';
    return true;
  }

  /** A text that is no key. */
  #text(token: string): boolean {
    switch (this.#turn) {
      case 'value':
        this.#out.push(escaped(token));
        this.#turn = 'comma';
        return true;
      case 'key': {
        const isOwn = this.#open.length === 1 && this.#bareWord !== undefined;
        if (isOwn) this.#out.push(JSON.stringify(this.#bareWord), ':', escaped(token));
        else if (!this.#lose(token, null)) return false;
        this.#turn = isOwn ? 'comma' : 'key';
        return true;
      }
      default:
        return this.#lose(token, null);
    }
  }

  #word(token: string): boolean {
    if (this.#turn !== 'value') return this.#lose(token, null);
    if (VALUE.test(token)) this.#out.push(token);
    else if (!this.#lose(this.#open.at(-1) === '{' ? this.#key : token, 'null')) return false;
    this.#turn = 'comma';
    return true;
  }

  /** Something is left out, or has `instead` in its place: only where it is inside one of the row's own fields. */
  #lose(what: string, instead: 'null' | null): boolean {
    if (this.#open.length < 2) return false;
    this.#lost ??= what.replace(/^"|"$/g, '');
    if (instead !== null) this.#out.push(instead);
    return true;
  }

  #dropComma(): void {
    if (this.#out.at(-1) === ',') this.#out.pop();
  }
}

/** A text in quotes as JSON wants it: "<ESC>[31mred", "br\xff" (a byte that is no UTF-8), "it\'s" (of older releases). */
function escaped(token: string): string {
  return token.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|\\'|\\|[\u0000-\u001f]/g,
    (found) => {
      if (found === "\\'") return "'";
      if (found === '\\') return '\\\\';
      return found.startsWith('\\') ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;
    },
  );
}
