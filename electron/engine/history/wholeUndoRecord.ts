import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { aftermathOf, presentSteps } from './aftermath.ts';
import type { JournaledEdit } from './journaledEdit.ts';
import { type UndoRecord, undoRecordOf } from './undoRecord.ts';

/**
 * How to undo an edit as a whole once the host shows all of it; null where nothing of it would have to be undone.
 * @param snapshot a read of the present
 */
export function wholeUndoRecord(edit: JournaledEdit, snapshot: HostSnapshot): UndoRecord | null {
  const { begun } = edit;
  if (begun.kind !== 'edit' && begun.kind !== 'redo') return null;
  const { steps } = aftermathOf(edit, snapshot);
  const present = presentSteps(steps, snapshot);
  const ran = presentSteps(
    steps.filter((_, index) => edit.results.get(index)?.outcome !== 'already-so'),
    snapshot,
  );
  return undoRecordOf({ ...begun, steps: present }, ran, snapshot, snapshot);
}
