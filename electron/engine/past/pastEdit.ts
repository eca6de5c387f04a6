import type { StepResult } from '#shared/edits/model.ts';
import type { Entry } from '../historyEntry.ts';
import type { Begun, Ended, JournalRecord, StepStarted } from './record.ts';

/** One edit as the journal tells of it. */
export interface PastEdit {
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

export interface Past {
  /** By id, in the order in which they were begun. */
  readonly edits: ReadonlyMap<string, PastEdit>;
  /** What was done and can be undone, the latest last. */
  readonly done: readonly Entry[];
  /** What was undone and can be done again, the latest last. */
  readonly undone: readonly Entry[];
}

/** What a journal's records come to. Records of an edit whose beginning was rotated away tell nothing. */
export function pastOf(records: readonly JournalRecord[]): Past {
  const edits = new Map<string, PastEdit>();
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
function withFinishing(edit: PastEdit, finish: PastEdit, record: JournalRecord): PastEdit {
  if (record.is !== 'step-started' || record.back) return edit;
  const op = JSON.stringify(finish.begun.steps[record.step]?.op);
  const step = edit.begun.steps.findIndex((each) => JSON.stringify(each.op) === op);
  return step < 0 ? edit : withRecord(edit, { ...record, step });
}

function withRecord(edit: PastEdit, record: Exclude<JournalRecord, Begun>): PastEdit {
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
function stacksOf(records: readonly JournalRecord[], edits: Past['edits']): Pick<Past, 'done' | 'undone'> {
  let done: Entry[] = [];
  let undone: Entry[] = [];
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
