import type { KeptLock } from '#shared/kept.ts';
import type { LockState } from '#shared/lock.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { lockFile } from '../../files/kept.ts';
import type { KeptFile } from '../../files/keptFile.ts';

/**
 * Whether hosts may be changed. A lock of `--read-only` holds until the process ends. The user's is kept in a file that
 * every Patchbay of this user looks at before each change, so that locking one locks them all. When in doubt about the
 * file, it is locked.
 */
export class ReadOnlyLock {
  /** What is to be known about the file, one sentence; null: all is well. */
  remark: string | null = null;
  #untilEnd: boolean;
  readonly #file: KeptFile<KeptLock>;
  #locked = false;
  /** Set while the file does not say what the user asked for last, as it could not be written. */
  #unwritten = false;
  /** Counts what the user asked for, so that a look which began before does not take it back. */
  #turn = 0;

  private constructor(untilEnd: boolean, file: KeptFile<KeptLock>) {
    this.#untilEnd = untilEnd;
    this.#file = file;
  }

  /** @param atStart whether `--read-only` was given */
  static async open(configDirectory: string, atStart: boolean): Promise<ReadOnlyLock> {
    const lock = new ReadOnlyLock(atStart, lockFile(configDirectory));
    await lock.look();
    return lock;
  }

  /** As it was known last. */
  get state(): LockState {
    if (this.#untilEnd) return 'start';
    return this.#locked ? 'user' : 'none';
  }

  /** As `--read-only` does: nothing unlocks it before this process ends. */
  lockUntilEnd(): void {
    this.#untilEnd = true;
  }

  /** Looks again at what is kept: another Patchbay may have locked it. */
  async look(): Promise<LockState> {
    if (this.#unwritten) return this.state;
    const turn = this.#turn;
    const { value, remark } = await this.#file.read();
    if (turn !== this.#turn) return this.state;
    this.#locked = value.locked;
    if (remark !== null) {
      this.remark = `${remark} Patchbay stays read-only until you unlock it.`;
      // Set aside, the file is gone: without a new one the next look would find it unlocked.
      await this.set(true).catch(() => {});
    }
    return this.state;
  }

  /** Holds at once, whether or not it could be kept. @throws {UserFailure} */
  async set(locked: boolean): Promise<void> {
    if (this.#untilEnd && !locked) {
      throw new UserFailure(
        'Patchbay was started with --read-only and stays read-only until it exits.',
        'Start it without --read-only to make changes.',
      );
    }
    this.#locked = locked;
    this.#unwritten = true;
    this.#turn += 1;
    const turn = this.#turn;
    await this.#file.write({ version: 1, locked });
    if (turn === this.#turn) this.#unwritten = false;
  }
}
