import type { StepResult } from '#shared/edits/model.ts';
import type { Begun, Ended, JournalRecord, StepStarted } from './record.ts';
import type { UndoRecord } from './undoRecord.ts';

/** One edit as the journal tells of it. */
export interface JournaledEdit {
  readonly begun: Begun;
  /** By step: its command was started, or the one that takes it back. */
  readonly started: ReadonlyMap<number, StepStarted>;
  /** A step was being taken back when the last of its records was written. */
  readonly wentBack: boolean;
  /** By step: what came of it, as far as is known. */
  readonly results: ReadonlyMap<number, StepResult>;
  /** Null: it did not come to an end, or has not yet. */
  readonly ended: Ended | null;
}

export interface JournalState {
  /** By id, in the order in which they were begun. */
  readonly edits: ReadonlyMap<string, JournaledEdit>;
  /** What was done and can be undone, the latest last. */
  readonly done: readonly UndoRecord[];
  /** What was undone and can be done again, the latest last. */
  readonly undone: readonly UndoRecord[];
}

/** What a journal's records come to. Records of an edit whose beginning was rotated away tell nothing. */
export function journalStateOf(records: readonly JournalRecord[]): JournalState {
  const edits = new Map<string, JournaledEdit>();
  for (const record of records) {
    if (record.is === 'begun') {
      const nothing = { started: new Map(), results: new Map(), wentBack: false, ended: null };
      edits.set(record.id, { begun: record, ...nothing });
      continue;
    }
    const edit = edits.get(record.id);
    if (edit === undefined) continue;
    edits.set(record.id, withRecord(edit, record));
    const finished = edit.begun.kind === 'finish' ? edits.get(edit.begun.of ?? '') : undefined;
    if (finished !== undefined) edits.set(finished.begun.id, withFinishing(finished, edit, record));
  }
  return { edits, ...stacksOf(records, edits) };
}

/** What finishing an edit has started is that edit's own from then on: putting it back takes all of it back. */
function withFinishing(edit: JournaledEdit, finish: JournaledEdit, record: JournalRecord): JournaledEdit {
  if (record.is !== 'step-started' || record.back) return edit;
  const op = JSON.stringify(finish.begun.steps[record.step]?.op);
  const step = edit.begun.steps.findIndex((each) => JSON.stringify(each.op) === op);
  return step < 0 ? edit : withRecord(edit, { ...record, step });
}

function withRecord(edit: JournaledEdit, record: Exclude<JournalRecord, Begun>): JournaledEdit {
  switch (record.is) {
    case 'step-started':
      if (record.back) return { ...edit, wentBack: true };
      return { ...edit, started: new Map(edit.started).set(record.step, record) };
    case 'step-ended':
      return { ...edit, results: new Map(edit.results).set(record.step, record.result) };
    case 'ended':
      return { ...edit, ended: record };
  }
}

/** Edits count in the order in which they came to their end: one that was finished days later comes after those between. */
function stacksOf(
  records: readonly JournalRecord[],
  edits: JournalState['edits'],
): Pick<JournalState, 'done' | 'undone'> {
  let done: UndoRecord[] = [];
  let undone: UndoRecord[] = [];
  for (const record of records) {
    const edit = edits.get(record.id);
    if (edit === undefined || record !== edit.ended || record.outcome !== 'done') continue;
    const { kind, of } = edit.begun;
    const { entry } = record;
    if (kind === 'undo') {
      const taken = done.find(({ id }) => id === of);
      done = done.filter((each) => each !== taken);
      if (taken !== undefined) undone.push(taken);
    } else if (entry !== null) {
      undone = kind === 'redo' ? undone.filter(({ id }) => id !== of) : [];
      done.push(entry);
    }
  }
  return { done, undone };
}
