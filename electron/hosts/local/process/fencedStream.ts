/** What one command printed on one stream. */
export interface FencedText {
  readonly text: Buffer;
  /** As the shell told it: an exit code, or `missing`. */
  readonly end: string;
  /** It was longer than may be held; what is over is gone. */
  readonly isCut: boolean;
}

export interface FenceEvents {
  /** The shell is there; its process’s number. */
  hello(pid: number): void;
  /** How many bytes of this command’s text may be held. */
  limitOf(index: number): number;
  begun(index: number): void;
  ended(index: number, text: FencedText): void;
}

/** What is kept of what was printed outside of the fences: a banner, or why ssh has ended. */
const MOST_OUTSIDE = 16 * 1024;
const NEWLINE = 0x0a;

/**
 * Takes apart one stream of a lane’s shell: `\nTOKEN hello PID\n`, then `\nTOKEN.INDEX\n`, what the command prints,
 * `\nTOKEN.INDEX END\n`, and so on. What stands outside (a login shell’s banner) is no command’s.
 */
export class FencedStream {
  readonly #needle: Buffer;
  readonly #events: FenceEvents;
  #store = Buffer.alloc(64 * 1024);
  #length = 0;
  #searchedTo = 0;
  #inside: number | null = null;
  #isCut = false;
  #outside = '';

  constructor(token: string, events: FenceEvents) {
    this.#needle = Buffer.from(`\n${token}`);
    this.#events = events;
  }

  push(chunk: Uint8Array): void {
    this.#append(chunk);
    while (this.#takeFence());
    this.#bound();
  }

  /** The end of what was printed outside of all fences so far. */
  get outside(): string {
    const rest = this.#inside === null ? this.#store.toString('utf8', 0, this.#length) : '';
    return this.#outside + rest;
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#store.length) {
      const larger = Buffer.alloc(Math.max(needed, 2 * this.#store.length));
      this.#store.copy(larger, 0, 0, this.#length);
      this.#store = larger;
    }
    this.#store.set(chunk, this.#length);
    this.#length = needed;
  }

  #takeFence(): boolean {
    const held = this.#store.subarray(0, this.#length);
    const at = held.indexOf(this.#needle, this.#searchedTo);
    if (at < 0) {
      this.#searchedTo = Math.max(0, this.#length - this.#needle.length + 1);
      return false;
    }
    const newline = held.indexOf(NEWLINE, at + this.#needle.length);
    if (newline < 0) {
      this.#searchedTo = at;
      return false;
    }
    const words = held.toString('latin1', at + this.#needle.length, newline);
    this.#pass(words, Buffer.from(held.subarray(0, at)));
    this.#drop(newline + 1);
    return true;
  }

  #pass(words: string, text: Buffer): void {
    // " hello 1234"   ".7"   ".7 0"
    const [, pid, index = '', end] = /^(?: hello (\d+)|\.(\d+)(?: (\S+))?)$/.exec(words) ?? [];
    if (pid !== undefined) this.#events.hello(Number(pid));
    const isEnd = end !== undefined && this.#inside === Number(index);
    // It may have come at once, its end included.
    const isCut = this.#isCut || text.length > this.#events.limitOf(Number(index));
    if (isEnd) this.#events.ended(Number(index), { text, end, isCut });
    else if (this.#inside === null) this.#keepOutside(text);
    this.#inside = end === undefined && index !== '' ? Number(index) : null;
    if (this.#inside !== null) this.#events.begun(this.#inside);
    this.#isCut = false;
  }

  /** What is too long, or nobody’s, is let go but for its end, where a fence may have begun. */
  #bound(): void {
    const limit = this.#inside === null ? MOST_OUTSIDE : this.#events.limitOf(this.#inside);
    const kept = this.#needle.length + MOST_OUTSIDE;
    if (this.#length <= limit + kept) return;
    if (this.#inside === null) this.#keepOutside(this.#store.subarray(0, this.#length - kept));
    else this.#isCut = true;
    this.#drop(this.#length - kept);
  }

  #keepOutside(text: Buffer): void {
    this.#outside = (this.#outside + text.toString('utf8')).slice(-MOST_OUTSIDE);
  }

  #drop(count: number): void {
    this.#store.copy(this.#store, 0, count, this.#length);
    this.#length -= count;
    this.#searchedTo = Math.max(0, this.#searchedTo - count);
  }
}
