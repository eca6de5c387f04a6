import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Host } from '../../hosts/host.ts';
import { FileHostLock, type HostLock, noHostLock } from '../../hosts/local/hostLock.ts';
import { type Journal, noJournal } from './journal.ts';
import { JournalFile } from './journalFile.ts';

/** What makes the edits of a host safe beyond this one process. */
export interface Keeping {
  readonly journal: Journal;
  readonly hostLock: HostLock;
}

/** A simulated host is in one process alone, and gone with it; nothing is done on a capture. */
export const nothingKept: Keeping = { journal: noJournal, hostLock: noHostLock };

/** @param directory where histories are kept */
export function keepingFor(host: Pick<Host, 'name'>, directory: string): Keeping {
  if (host.name !== 'local') return nothingKept;
  return {
    journal: new JournalFile(join(directory, 'history-local.jsonl')),
    hostLock: new FileHostLock(directory),
  };
}

/** `$XDG_STATE_HOME/patchbay`, by default `~/.local/state/patchbay` (XDG Base Directory Specification). */
export function stateDirectory(): string {
  const configured = process.env.XDG_STATE_HOME;
  // The specification: a relative path is to be ignored.
  const base = configured && isAbsolute(configured) ? configured : join(homedir(), '.local/state');
  return join(base, 'patchbay');
}
