import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { isUnfinished } from './historyRow.ts';
import type { Intent } from './intent.ts';
import type { JournaledEdits } from './journaledEdits.ts';
import type { UndoRecord } from './undoRecord.ts';
import { wholeUndoRecord } from './wholeUndoRecord.ts';

/** Undo and redo take the latest edit; what the user chose from the list must not have been settled since. */
export function isOutOfTurn(intent: Intent, history: JournaledEdits): boolean {
  switch (intent.kind) {
    case 'edit':
      return false;
    case 'undo':
      return intent.which === 'latest'
        ? intent.of !== history.latestDone?.id
        : history.doneEntry(intent.of) === null;
    case 'redo':
      return intent.of !== history.latestUndone?.id;
    default: {
      const past = history.find(intent.of);
      return past === null || !isUnfinished(past, history);
    }
  }
}

/** What the history needs to take back what was just done; null where another edit has what it takes. */
export function undoRecordToKeep({ kind }: Intent, entry: UndoRecord): UndoRecord | null {
  return (kind === 'edit' || kind === 'redo') && entry.inverses.length > 0 ? entry : null;
}

/** An edit that did not come to its end has been led to it: on, or back. */
export async function endOther(
  { kind, of }: Extract<Intent, { past: unknown }>,
  history: JournaledEdits,
  after: HostSnapshot,
): Promise<void> {
  const past = history.find(of);
  if (past === null) return;
  const isFinished = kind === 'finish';
  try {
    await history.write({
      is: 'ended',
      id: of,
      at: new Date().toISOString(),
      outcome: isFinished ? 'done' : 'put-back',
      message: isFinished ? 'It was finished later.' : 'It was reverted later.',
      advice: '',
      steps: [],
      entry: isFinished ? wholeUndoRecord(past, after) : null,
    });
  } catch (error) {
    // It stays in the list as it was, and can be settled there.
    if (!(error instanceof UserFailure)) throw error;
  }
}
