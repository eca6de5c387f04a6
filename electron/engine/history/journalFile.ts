import { type FileHandle, mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserFailure } from '#shared/userFailure.ts';
import { fileReason } from '../../files/fileReason.ts';
import { setAside, syncFolder } from '../../files/replaceFile.ts';
import type { Journal, JournalRead } from './journal.ts';
import { JOURNAL_HEADER, parseJournal } from './journalText.ts';
import type { JournalRecord } from './record.ts';

export interface JournalLimits {
  /** A file of this size is put by before the next edit begins, in the place of the one that was put by before. */
  readonly rotateBytes: number;
  /** A file of this size is none of Patchbay's. */
  readonly maxBytes: number;
}

const LIMITS: JournalLimits = { rotateBytes: 2 << 20, maxBytes: 64 << 20 };

/**
 * A journal as JSON lines, each on disk before `append` resolves. Several Patchbays may share it: each record is one
 * write at the file's end. What can't be understood as a whole is set aside under another name, never overwritten.
 */
export class JournalFile implements Journal {
  readonly #path: string;
  readonly #limits: JournalLimits;
  /** What the file was like when it was last read, or written by nobody but us. */
  #known = 'never read';
  /** Set when there is a file that could be neither read nor set aside. */
  #untouchable: string | null = null;

  constructor(path: string, limits = LIMITS) {
    this.#path = path;
    this.#limits = limits;
  }

  async read(): Promise<JournalRead | null> {
    const now = await this.#look();
    if (now === this.#known) return null;
    this.#known = now;
    this.#untouchable = null;
    const older = await this.#readOne(this.#olderPath);
    const latest = await this.#readOne(this.#path);
    return {
      records: [...older.records, ...latest.records],
      remarks: [...older.remarks, ...latest.remarks],
    };
  }

  async append(record: JournalRecord): Promise<void> {
    if (this.#untouchable !== null) throw new UserFailure(this.#untouchable, 'Repair or move that file.');
    try {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      const isOurs = (await this.#look()) === this.#known;
      if (record.is === 'begun') await this.#rotate();
      await this.#write(`${JSON.stringify(record)}\n`);
      if (isOurs) this.#known = await this.#look();
    } catch (error) {
      throw unwritable(this.#path, error);
    }
  }

  get #olderPath(): string {
    return this.#path.replace(/\.jsonl$/, '.1.jsonl');
  }

  async #write(line: string): Promise<void> {
    const file = await open(this.#path, 'a+', 0o600);
    try {
      const { size } = await file.stat();
      const start = size === 0 ? `${JOURNAL_HEADER}\n` : (await endsLine(file, size)) ? '' : '\n';
      try {
        await file.writeFile(start + line);
        await file.datasync();
      } catch (error) {
        // A full disk takes a part of a line.
        await file.truncate(size).catch(() => {});
        throw error;
      }
      if (size === 0) await syncFolder(dirname(this.#path));
    } finally {
      await file.close();
    }
  }

  async #rotate(): Promise<void> {
    const { size } = await stat(this.#path).catch(() => ({ size: 0 }));
    if (size >= this.#limits.rotateBytes) await rename(this.#path, this.#olderPath);
  }

  async #readOne(path: string): Promise<JournalRead> {
    let text: string;
    try {
      const { size } = await stat(path);
      text = size > this.#limits.maxBytes ? '' : await readFile(path, 'utf8');
      if (size === 0) return { records: [], remarks: [] };
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return { records: [], remarks: [] };
      this.#untouchable = `The history in ${path} could not be read (${fileReason(error)}), so nothing is added to it.`;
      return { records: [], remarks: [`${this.#untouchable} No edit can be made meanwhile.`] };
    }
    const parsed = parseJournal(text);
    if (parsed === null) return this.#setAside(path);
    if (parsed.foreign === 0) return { records: parsed.records, remarks: [] };
    const lines = parsed.foreign === 1 ? 'One line' : `${parsed.foreign} lines`;
    return {
      records: parsed.records,
      remarks: [`${lines} of the history in ${path} could not be understood and was left out.`],
    };
  }

  async #setAside(path: string): Promise<JournalRead> {
    try {
      const aside = await setAside(path);
      this.#known = await this.#look();
      return {
        records: [],
        remarks: [
          `The history in ${path} could not be understood. It was set aside as ${aside}, and starts empty.`,
        ],
      };
    } catch (error) {
      this.#untouchable = `The history in ${path} could not be understood, nor set aside (${fileReason(error)}).`;
      return { records: [], remarks: [`${this.#untouchable} No edit can be made meanwhile.`] };
    }
  }

  async #look(): Promise<string> {
    try {
      const { ino, size, mtimeMs } = await stat(this.#path);
      return `${ino} ${size} ${mtimeMs}`;
    } catch (error) {
      return `none: ${codeOf(error)}`;
    }
  }
}

async function endsLine(file: FileHandle, size: number): Promise<boolean> {
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}

function unwritable(path: string, error: unknown): UserFailure {
  const code = codeOf(error);
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  return new UserFailure(
    isFull
      ? `The disk is full: the history in ${path} could not be written (${code}).`
      : `The history in ${path} could not be written (${fileReason(error)}).`,
    isFull
      ? `Make room there, then try again. Patchbay runs no command that its history could not tell of afterwards.`
      : `Make ${dirname(path)} a folder that you may write in, or set XDG_STATE_HOME to one. Patchbay runs no command that its history could not tell of afterwards.`,
    { cause: error },
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
