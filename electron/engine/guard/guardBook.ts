import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { History, Standing } from '../past/history.ts';
import { wholeEntry } from '../past/planPast.ts';
import { endOther } from '../past/turn.ts';
import { UserFailure } from '../userFailure.ts';
import type { ListedGuard } from './guardList.ts';
import { toldOf } from './guardWords.ts';

/** What the history knows of guarded edits, and what it learns of those whose Patchbay was ended meanwhile. */
export class GuardBook {
  readonly #history: History;
  readonly #snapshot: () => HostSnapshot;

  /** @param snapshot the latest read */
  constructor(history: History, snapshot: () => HostSnapshot) {
    this.#history = history;
    this.#snapshot = snapshot;
  }

  /** `unknown`: another user's, or forgotten. */
  standing(id: string): Standing | 'unknown' {
    const edit = this.#history.find(id);
    return edit === null ? 'unknown' : this.#history.standingOf(edit);
  }

  /**
   * Leads an interrupted edit to the end that its guard has led it to. Its undo needs a read of the host: until there
   * is one, nothing is written.
   * @returns whether the history has it now
   */
  async close(guard: ListedGuard): Promise<boolean> {
    const edit = this.#history.find(guard.id);
    const snapshot = this.#snapshot();
    const isRead = snapshot.sources.some(({ name, status }) => name === 'ip-link' && status === 'ok');
    if (edit === null || !isRead) return false;
    const { phase } = guard;
    const outcome = phase === 'kept' ? 'done' : phase === 'reverted' ? 'reverted' : 'half-done';
    try {
      await this.#history.write({
        is: 'ended',
        id: guard.id,
        at: new Date().toISOString(),
        outcome,
        message: `Patchbay was ended in its midst. ${toldOf(guard)}`,
        advice: phase === 'not-reverted' ? 'Look at what the host shows now.' : '',
        steps: [],
        entry: phase === 'kept' ? wholeEntry(edit, snapshot) : null,
      });
    } catch (error) {
      if (error instanceof UserFailure) return false;
      throw error;
    }
    const { kind, of } = edit.begun;
    const other = of === null ? null : this.#history.find(of);
    // It led another one to its end.
    if (phase === 'kept' && (kind === 'finish' || kind === 'put-back') && other !== null)
      await endOther({ kind, of: other.begun.id, past: other }, this.#history, snapshot);
    return true;
  }
}
