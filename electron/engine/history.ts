import type { HistoryState } from '#shared/api.ts';
import type { Entry } from './historyEntry.ts';

/** What was done and can be undone, and what was undone and can be done again: the latest last. In memory. */
export class History {
  readonly #done: Entry[] = [];
  #undone: Entry[] = [];

  get state(): HistoryState {
    return { undo: this.latestDone?.title ?? null, redo: this.latestUndone?.title ?? null };
  }

  get latestDone(): Entry | null {
    return this.#done.at(-1) ?? null;
  }

  get latestUndone(): Entry | null {
    return this.#undone.at(-1) ?? null;
  }

  /** A new edit was applied: what had been undone before can't be done again after it. */
  applied(entry: Entry): void {
    this.#done.push(entry);
    this.#undone = [];
  }

  /** The latest edit was undone. */
  undid(): void {
    const entry = this.#done.pop();
    if (entry !== undefined) this.#undone.push(entry);
  }

  /** The latest undone edit was done again; `entry` tells how, as it may have taken other steps this time. */
  redid(entry: Entry): void {
    this.#undone.pop();
    this.#done.push(entry);
  }
}
