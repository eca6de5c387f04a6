import { StringDecoder } from 'node:string_decoder';

/** A line longer than this is handed on cut: what follows a command wants to know that, not megabytes of it. */
const MAX_LINE = 64 * 1024;

/** Cuts a stream of bytes into lines: `\n` ends one and is left out; characters split across chunks stay whole. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #rest = '';
  #overlong = false;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Uint8Array): void {
    const pieces = this.#decoder.write(Buffer.from(chunk)).split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      this.#grow(piece);
      this.#emit();
    }
    this.#grow(last);
  }

  /** The stream has ended: hands on a last line that had no newline. */
  end(): void {
    this.#grow(this.#decoder.end());
    if (this.#rest !== '') this.#emit();
  }

  #grow(piece: string): void {
    if (this.#overlong) return;
    this.#rest += piece;
    if (this.#rest.length > MAX_LINE) {
      this.#rest = this.#rest.slice(0, MAX_LINE);
      this.#overlong = true;
    }
  }

  #emit(): void {
    const line = this.#rest;
    this.#rest = '';
    this.#overlong = false;
    this.#onLine(line);
  }
}
