import { fstatSync } from 'node:fs';
import process from 'node:process';

/**
 * Whether what this process prints is kept in systemd’s journal, which others than its user may read.
 * Format of `JOURNAL_STREAM`: https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html
 */
export function printsToJournal(journalStream = process.env.JOURNAL_STREAM): boolean {
  return [process.stdout.fd, process.stderr.fd].some((fd) => isStream(fd, journalStream));
}

function isStream(fd: number, journalStream: string | undefined): boolean {
  if (journalStream === undefined) return false;
  try {
    const { dev, ino } = fstatSync(fd, { bigint: true });
    return `${dev}:${ino}` === journalStream;
  } catch {
    // Closed.
    return false;
  }
}
