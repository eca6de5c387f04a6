import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { UserFailure } from '#shared/userFailure.ts';
import { fileReason } from './fileReason.ts';
import { replaceFile, setAside } from './replaceFile.ts';

export interface Kept<Value> {
  readonly value: Value;
  /** What the user should know about the file, one sentence; null: all is well. */
  readonly remark: string | null;
}

/**
 * One JSON file that outlives the app. It is replaced whole or not at all, and a file that cannot be understood
 * is set aside under another name, never overwritten.
 */
export class KeptFile<Value> {
  readonly #path: string;
  readonly #schema: z.ZodType<Value>;
  readonly #fallback: Value;
  #writing: Promise<void> = Promise.resolve();
  /** Set when there is a file that could be neither read nor set aside: writing would destroy it. */
  #untouchable = false;

  /** @param schema has the version in it, so that a newer version's file counts as not understood */
  constructor(path: string, schema: z.ZodType<Value>, fallback: Value) {
    this.#path = path;
    this.#schema = schema;
    this.#fallback = fallback;
  }

  /** Never rejects: whatever is wrong with the file becomes the fallback and a remark. */
  async read(): Promise<Kept<Value>> {
    await this.settled();
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      // ENOTDIR: a home that is no folder, such as /dev/null.
      if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR'))
        return { value: this.#fallback, remark: null };
      this.#untouchable = true;
      return {
        value: this.#fallback,
        remark: `${this.#path} could not be read (${fileReason(error)}). It is left alone, and changes are not kept.`,
      };
    }
    const value = this.#understand(text);
    return value === null ? this.#setAside() : { value, remark: null };
  }

  /** Writes after all earlier writes. @throws {UserFailure} when the file could not be replaced */
  write(value: Value): Promise<void> {
    const written = this.settled().then(() => this.#replace(value));
    this.#writing = written;
    return written;
  }

  /** Resolves when nothing is being written any more. */
  settled(): Promise<void> {
    return this.#writing.catch(() => {});
  }

  #understand(text: string): Value | null {
    try {
      const checked = this.#schema.safeParse(JSON.parse(text));
      return checked.success ? checked.data : null;
    } catch {
      return null;
    }
  }

  async #setAside(): Promise<Kept<Value>> {
    try {
      const aside = await setAside(this.#path);
      return {
        value: this.#fallback,
        remark: `${this.#path} could not be understood. It was set aside as ${aside}, and Patchbay starts afresh.`,
      };
    } catch (error) {
      this.#untouchable = true;
      return {
        value: this.#fallback,
        remark: `${this.#path} could not be understood, nor set aside (${fileReason(error)}). It is left alone, and changes are not kept.`,
      };
    }
  }

  async #replace(value: Value): Promise<void> {
    if (this.#untouchable)
      throw new UserFailure(
        `${this.#path} is not overwritten.`,
        'Repair or move the file, then start Patchbay again.',
      );
    try {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      await replaceFile(this.#path, `${JSON.stringify(value, null, 2)}\n`);
    } catch (error) {
      throw new UserFailure(
        `${this.#path} could not be written (${fileReason(error)}).`,
        `Make ${dirname(this.#path)} a folder that you may write in, with room; what you changed stays until Patchbay ends.`,
        { cause: error },
      );
    }
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
