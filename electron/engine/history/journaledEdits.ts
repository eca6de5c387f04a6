import type { HistoryState } from '#shared/api.ts';
import { isAlive, isOwn } from '../../hosts/local/processMark.ts';
import type { Journal } from './journal.ts';
import { type JournaledEdit, journalStateOf } from './journaledEdit.ts';
import type { JournalRecord } from './record.ts';
import type { UndoRecord } from './undoRecord.ts';

/** How an edit stands: `interrupted` when nobody is at it any more and it did not come to its end. */
export type Standing = 'ended' | 'running' | 'interrupted';

/** What was done on one host, by this Patchbay and by those before and beside it. */
export class JournaledEdits {
  readonly #journal: Journal;
  #records: readonly JournalRecord[] = [];
  #remarks: readonly string[] = [];
  #past = journalStateOf([]);
  /** The edit that this Patchbay is at; null: none. */
  running: string | null = null;
  /** Reads and writes come one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Takes over what others have written. @returns whether there was anything new */
  load(): Promise<boolean> {
    return this.#inTurn(async () => {
      const read = await this.#journal.read();
      if (read === null) return false;
      this.#take(read.records);
      this.#remarks = [...new Set([...this.#remarks, ...read.remarks])];
      return true;
    });
  }

  /** What the user should know about the journal; a sentence each. */
  get remarks(): readonly string[] {
    return this.#remarks;
  }

  get state(): HistoryState {
    return { undo: this.latestDone?.title ?? null, redo: this.latestUndone?.title ?? null };
  }

  get latestDone(): UndoRecord | null {
    return this.#past.done.at(-1) ?? null;
  }

  get latestUndone(): UndoRecord | null {
    return this.#past.undone.at(-1) ?? null;
  }

  /** The oldest first. */
  get edits(): readonly JournaledEdit[] {
    return [...this.#past.edits.values()];
  }

  /** Those that led another edit to its end and were interrupted themselves are told of with that one. */
  get interrupted(): readonly JournaledEdit[] {
    return this.edits.filter((edit) => !isSequel(edit) && this.standingOf(edit) === 'interrupted');
  }

  find(id: string): JournaledEdit | null {
    return this.#past.edits.get(id) ?? null;
  }

  /** What undoing the edit needs; null when it was not done, or has been undone since. */
  doneEntry(id: string): UndoRecord | null {
    return this.#past.done.find((entry) => entry.id === id) ?? null;
  }

  isUndone(id: string): boolean {
    return this.#past.undone.some((entry) => entry.id === id);
  }

  standingOf({ begun, ended }: JournaledEdit): Standing {
    if (ended !== null) return 'ended';
    if (begun.id === this.running) return 'running';
    return isOwn(begun.by) || !isAlive(begun.by) ? 'interrupted' : 'running';
  }

  /** Resolves when the record is safe. @throws {UserFailure} when it could not be written, and nothing is remembered */
  write(record: JournalRecord): Promise<void> {
    return this.#inTurn(async () => {
      await this.#journal.append(record);
      this.remember(record);
    });
  }

  /** Without writing it down: what happened has happened, whether or not the disk is full. */
  remember(record: JournalRecord): void {
    this.#take([...this.#records, record]);
  }

  #inTurn<T>(job: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(job);
    this.#turn = done.catch(() => {});
    return done;
  }

  #take(records: readonly JournalRecord[]): void {
    this.#records = records;
    this.#past = journalStateOf(records);
  }
}

/** Leads another edit to its end, and is no edit of its own. */
export function isSequel({ begun }: JournaledEdit): boolean {
  return begun.kind === 'finish' || begun.kind === 'put-back';
}
