import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { aftermathOf, presentSteps } from '../history/aftermath.ts';
import type { JournaledEdit } from '../history/journaledEdit.ts';
import type { JournaledEdits, Standing } from '../history/journaledEdits.ts';
import { endOther } from '../history/turn.ts';
import { wholeUndoRecord } from '../history/wholeUndoRecord.ts';
import { allMismatches, carriers } from './confirmedState.ts';
import type { ListedGuard } from './guardList.ts';
import { keptInPart, toldOf } from './guardWords.ts';

/** What the history knows of guarded edits, and what it learns of those whose Patchbay exited meanwhile. */
export class GuardBook {
  readonly #history: JournaledEdits;
  readonly #read: () => Promise<HostSnapshot>;

  /** @param read begins a new read of the host's links with each call */
  constructor(history: JournaledEdits, read: () => Promise<HostSnapshot>) {
    this.#history = history;
    this.#read = read;
  }

  /** `unknown`: another user's, or forgotten. */
  standing(id: string): Standing | 'unknown' {
    const edit = this.#history.find(id);
    return edit === null ? 'unknown' : this.#history.standingOf(edit);
  }

  /** Only a part of it is on the host, and nobody has led it on or back since; also while it is under way. */
  isInPart(id: string): boolean {
    const edit = this.#history.find(id);
    return edit !== null && (edit.ended === null || edit.ended.outcome === 'half-done');
  }

  /**
   * Leads an interrupted edit to the end that its guard has led it to. What the host shows is read first: until it can
   * be, nothing is written.
   * @returns what the host shows instead of one that was confirmed, a sentence each; null: the history hasn't got it
   */
  async close(guard: ListedGuard): Promise<readonly string[] | null> {
    const edit = this.#history.find(guard.id);
    if (edit === null) return null;
    const snapshot = await this.#read();
    if (aftermathOf(edit, snapshot).found === 'unseen') return null;
    const differs = guard.phase === 'kept' ? differsFrom(edit, snapshot) : [];
    const isDone = guard.phase === 'kept' && differs.length === 0;
    const outcome = isDone ? 'done' : guard.phase === 'reverted' ? 'reverted' : 'half-done';
    const told = differs.length === 0 ? toldOf(guard) : keptInPart(differs);
    try {
      await this.#history.write({
        is: 'ended',
        id: guard.id,
        at: new Date().toISOString(),
        outcome,
        message: `Patchbay exited during this edit. ${told}`,
        advice: outcome === 'half-done' ? 'Check what the host shows now.' : '',
        steps: [],
        entry: isDone ? wholeUndoRecord(edit, snapshot) : null,
      });
    } catch (error) {
      if (error instanceof UserFailure) return null;
      throw error;
    }
    const { kind, of } = edit.begun;
    const other = of === null ? null : this.#history.find(of);
    // It led another one to its end.
    if (isDone && (kind === 'finish' || kind === 'put-back') && other !== null)
      await endOther({ kind, of: other.begun.id, past: other }, this.#history, snapshot);
    return differs;
  }
}

/** What the host shows instead of an edit that was confirmed, a sentence each. */
function differsFrom(edit: JournaledEdit, snapshot: HostSnapshot): readonly string[] {
  const { steps } = aftermathOf(edit, snapshot);
  const promises = presentSteps(
    steps.filter(({ shows }) => shows === 'done' || shows === 'so'),
    snapshot,
  ).flatMap(({ expects }) => expects);
  return [
    ...new Set([
      ...steps.map(({ mismatch }) => mismatch).filter((text) => text !== ''),
      ...allMismatches(carriers(promises, snapshot), snapshot),
    ]),
  ];
}
