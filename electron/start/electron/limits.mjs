// @ts-check

/** Milliseconds until the first byte of a download must be there. */
const firstByteMs = 5_000;
/** Milliseconds that a download may bring nothing. */
const stallMs = 20_000;

/** A download that was given up, in words that end a sentence. */
export class TooSlow extends Error {}

/**
 * Gives up a download that doesn’t begin, or comes to a stand. One that is merely slow goes on.
 */
export class Watchdog {
  #timer;
  #abort;

  /** @param {(reason: TooSlow) => void} abort */
  constructor(abort) {
    this.#abort = abort;
    this.#timer = this.#after(firstByteMs, 'the server sent nothing');
  }

  /** Something has arrived. */
  feed() {
    clearTimeout(this.#timer);
    this.#timer = this.#after(stallMs, 'nothing more arrived');
  }

  end() {
    clearTimeout(this.#timer);
  }

  /**
   * @param {number} ms
   * @param {string} what
   */
  #after(ms, what) {
    return setTimeout(() => this.#abort(new TooSlow(`${what} for ${ms / 1000} seconds`)), ms);
  }
}
