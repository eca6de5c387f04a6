/** How long to wait between two runs, milliseconds; asked again after each run. */
export interface Pause {
  /** Until the next run that nobody asks for. */
  regular(): number;
  /** Before the next run even when there is a reason for one. */
  least(): number;
}

/** Runs a piece of work again and again, never twice at the same time. */
export class Repeat {
  readonly #work: () => Promise<void>;
  readonly #pause: Pause;
  #loop: Promise<void> | null = null;
  #stopped = false;
  #woken = false;
  /** Those who wait for a run that begins from now on. */
  #waiting: (() => void)[] = [];
  /** Ends the pause under way where something has come up. */
  #reconsider = (): void => {};

  /** @param work must not reject */
  constructor(work: () => Promise<void>, pause: Pause) {
    this.#work = work;
    this.#pause = pause;
  }

  /** Begins with a run at once; nothing happens where it was started or stopped before. */
  start(): void {
    if (!this.#stopped) this.#loop ??= this.#run();
  }

  /** There is a reason for a run: the next one comes as soon as the least pause allows. */
  wake(): void {
    this.#woken = true;
    this.#reconsider();
  }

  /** A run at once, or right after the one under way; resolves when it is done, or when everything was stopped. */
  runNow(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#reconsider();
    });
  }

  /** Resolves when the run under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#reconsider();
    await this.#loop;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#woken = false;
      const waiting = this.#waiting.splice(0);
      await this.#work();
      for (const resolve of waiting) resolve();
      await this.#rest();
    }
  }

  #rest(): Promise<void> {
    const began = performance.now();
    const least = this.#pause.least();
    const regular = Math.max(this.#pause.regular(), least);
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      this.#reconsider = () => {
        clearTimeout(timer);
        const atOnce = this.#stopped || this.#waiting.length > 0;
        const left = atOnce ? 0 : (this.#woken ? least : regular) - (performance.now() - began);
        if (left > 0) {
          timer = setTimeout(this.#reconsider, left);
          return;
        }
        this.#reconsider = () => {};
        resolve();
      };
      this.#reconsider();
    });
  }
}
