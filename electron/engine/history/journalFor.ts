import { join } from 'node:path';
import type { Host } from '../../hosts/host.ts';
import { type Journal, noJournal } from './journal.ts';
import { JournalFile } from './journalFile.ts';

/**
 * The journal of what is done on a host.
 * @param directory where this user's histories are kept, on the machine that Patchbay runs on
 */
export function journalFor({ historyKey }: Pick<Host, 'historyKey'>, directory: string): Journal {
  return historyKey === null ? noJournal : new JournalFile(join(directory, `history-${historyKey}.jsonl`));
}
