import type { JournalRecord } from './record.ts';

export interface JournalRead {
  readonly records: readonly JournalRecord[];
  /** What the user should know about the file; a sentence each. */
  readonly remarks: readonly string[];
}

/** Where the records of one host's edits outlive Patchbay. */
export interface Journal {
  /** Everything in it, the oldest first; null where nobody else has written since the last call. Never rejects. */
  read(): Promise<JournalRead | null>;
  /** Resolves when the record is safe. @throws {UserFailure} when it could not be written; nothing is kept then */
  append(record: JournalRecord): Promise<void>;
}

/** For a host that is itself gone when Patchbay ends (the demo, a capture): what is remembered is in memory only. */
export const noJournal: Journal = {
  read: async () => null,
  append: async () => {},
};
