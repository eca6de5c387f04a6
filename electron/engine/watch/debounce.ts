/** Calls `fire` once after a burst of touches: when it has been quiet for `settleMs`, but `limitMs` after the first at the latest. */
export class Debounce {
  readonly #fire: () => void;
  readonly #settleMs: number;
  readonly #limitMs: number;
  #settle: NodeJS.Timeout | undefined;
  #limit: NodeJS.Timeout | undefined;

  constructor(settleMs: number, limitMs: number, fire: () => void) {
    this.#settleMs = settleMs;
    this.#limitMs = limitMs;
    this.#fire = fire;
  }

  touch(): void {
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => this.#end(), this.#settleMs);
    this.#limit ??= setTimeout(() => this.#end(), this.#limitMs);
  }

  cancel(): void {
    clearTimeout(this.#settle);
    clearTimeout(this.#limit);
    this.#limit = undefined;
  }

  #end(): void {
    this.cancel();
    this.#fire();
  }
}
