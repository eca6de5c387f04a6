import { createHmac } from 'node:crypto';

const CONSONANTS = 'bdfghklmnprstvz';
const VOWELS = 'aeiou';

/** Stable stand-ins: what is the same stays the same, what differs still does, and nobody without the key gets back. */
export class Fakes {
  readonly #key: Buffer;
  readonly #words = new Map<string, string>();
  readonly #taken: Set<string>;

  /** @param taken what no word may become, in small letters */
  constructor(key: Buffer, taken: Iterable<string>) {
    this.#key = key;
    this.#taken = new Set(taken);
  }

  /** A word of as many letters; small and capital ones where the word has them. */
  word(word: string): string {
    const small = word.toLowerCase();
    let fake = this.#words.get(small);
    for (let turn = 0; fake === undefined; turn += 1) {
      const made = this.#letters(`word ${turn} ${small}`, [...small].length);
      if (this.#taken.has(made)) continue;
      fake = made;
      this.#taken.add(made);
      this.#words.set(small, made);
    }
    const letters = [...fake];
    return [...word].map((letter, at) => inCaseOf(letter, letters[at] ?? '')).join('');
  }

  /** Of letters and digits: a letter for each letter, a digit for each digit. */
  mixed(text: string): string {
    const bytes = this.#bytes(`mixed ${text}`, text.length);
    return [...text]
      .map((each, at) => {
        const byte = bytes[at] ?? 0;
        if (/\d/.test(each)) return String(byte % 10);
        return inCaseOf(each, String.fromCharCode(97 + (byte % 26)));
      })
      .join('');
  }

  hex(digits: string): string {
    return this.#bytes(`hex ${digits.toLowerCase()}`, digits.length).toString('hex').slice(0, digits.length);
  }

  /** The last three of six bytes are others; the vendor’s stay, and so does that a TAP’s MAC is made of its guest’s. */
  mac(bytes: readonly number[]): number[] {
    const vendor = bytes.slice(0, 3);
    const [a = 0, b = 0, c = 0] = bytes.slice(3);
    return [...vendor, this.#byte('mac', a), this.#byte(`mac ${a}`, b), this.#byte(`mac ${a} ${b}`, c)];
  }

  /**
   * An address whose first bits stay, up to `from`, and whose last ones do, from `to` on. Addresses that share a prefix
   * share one afterwards, of the same length.
   */
  address(bytes: readonly number[], from: number, to: number): number[] {
    const made = [...bytes];
    let before = `address ${bytes.length}`;
    for (let bit = 0; bit < to; bit += 1) {
      const mask = 0x80 >> (bit % 8);
      const at = bit >> 3;
      const own = (bytes[at] ?? 0) & mask;
      if (bit >= from && ((this.#bytes(before, 1)[0] ?? 0) & 1) === 1) made[at] = (made[at] ?? 0) ^ mask;
      before += own === 0 ? '0' : '1';
    }
    return made;
  }

  /** A permutation of all bytes but 0 for each name: bits are turned around, by those before them. */
  #byte(name: string, byte: number): number {
    const [made = 0] = this.address([byte], 0, 8);
    const [other = 0] = this.#bytes(name, 1);
    return made ^ other;
  }

  #letters(name: string, count: number): string {
    return [...this.#bytes(name, count)]
      .map((byte, at) => {
        const from = at % 2 === 0 ? CONSONANTS : VOWELS;
        return from[byte % from.length];
      })
      .join('');
  }

  #bytes(name: string, count: number): Buffer {
    const blocks: Buffer[] = [];
    for (let at = 0; at * 32 < count; at += 1)
      blocks.push(createHmac('sha256', this.#key).update(`${at} ${name}`).digest());
    return Buffer.concat(blocks).subarray(0, count);
  }
}

function inCaseOf(letter: string, fake: string): string {
  return letter === letter.toLowerCase() ? fake : fake.toUpperCase();
}
