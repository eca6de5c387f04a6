import { randomUUID } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { link, mkdir, open, readFile, readlink, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import { fileReason } from '../../files/fileReason.ts';
import type { HostLock, LockAttempt, LockOptions } from '../host.ts';
import { type Holder, holdersIn, isTrusted, type lockFileSchema } from './lockHolders.ts';
import { ownMark } from './processMark.ts';

/** Folders in which every user of the machine can leave a file, and none can remove another's. */
const SHARED_FOLDERS = ['/run/lock', '/tmp'];

const TRIES = 3;

/**
 * A lock file for this machine, or for the network namespace that we are in. Each process leaves a file of its own, then
 * looks for others': of two that do so at once, one at least sees the other and steps back. So no file is ever changed
 * or taken over, which a folder like /run/lock would not let another user do, and what a killed process leaves behind
 * is told by its pid and start time, and in nobody's way. What counts as a lock stands in holders.ts.
 */
export class FileHostLock implements HostLock {
  readonly #folders: readonly string[];
  readonly #fallback: string;

  /** @param fallback a folder of this user's, where the machine has none that all users share */
  constructor(fallback: string, folders: readonly string[] = SHARED_FOLDERS) {
    this.#folders = folders;
    this.#fallback = fallback;
  }

  async take({ ignoreOthers }: LockOptions = { ignoreOthers: false }): Promise<LockAttempt> {
    const own = ownMark();
    let folder = this.#fallback;
    try {
      folder = await this.#folder();
      const prefix = `patchbay-${await namespaceId()}.`;
      const stem = join(folder, `${prefix}${own.pid}.${own.startTime}`);
      const inTheWay = async (path?: string) =>
        (await holdersIn(folder, prefix, path)).find(({ user }) => !ignoreOthers || isTrusted(user)) ?? null;
      let holder: Holder | null = null;
      for (let tries = 0; tries < TRIES; tries += 1) {
        // Two that step back from each other must not do so for ever.
        if (tries > 0) await pause(50 + Math.random() * 150);
        holder = await inTheWay();
        if (holder !== null) continue;
        const path = await leave(stem, { mark: own, at: new Date().toISOString() });
        if (path === null) continue;
        holder = await inTheWay(path);
        if (holder === null) return { ok: true, release: () => rm(path, { force: true }) };
        await rm(path, { force: true });
      }
      return { ok: false, ...(await heldBy(holder)) };
    } catch (error) {
      return {
        ok: false,
        message: `Couldn’t check whether another Patchbay edits this host: the lock in ${folder} could not be written (${fileReason(error)}).`,
        advice: `Make ${folder} a folder that you may write in, with room.`,
        ignorable: false,
      };
    }
  }

  async #folder(): Promise<string> {
    for (const folder of this.#folders) {
      const found = await stat(folder).catch(() => null);
      // Sticky, and writable for all: root and a desktop user must come to the same one.
      if (found !== null && (found.mode & 0o1002) === 0o1002) return folder;
    }
    await mkdir(this.#fallback, { recursive: true, mode: 0o700 });
    return this.#fallback;
  }
}

/**
 * @param stem the file's name but for its end
 * @returns the file; null when this very process holds the lock already
 */
async function leave(stem: string, content: z.infer<typeof lockFileSchema>): Promise<string | null> {
  const temporary = `${stem}.lock.${randomUUID()}`;
  const file = await open(temporary, 'wx', 0o644);
  try {
    await file.writeFile(JSON.stringify(content));
  } finally {
    await file.close();
  }
  // Somebody may have been there first, so that we could leave none.
  const path = isOthers(`${stem}.lock`) ? `${stem}-${randomUUID()}.lock` : `${stem}.lock`;
  try {
    // Appears with its content, or not at all.
    await link(temporary, path);
    return path;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return null;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

function isOthers(path: string): boolean {
  const file = lstatSync(path, { throwIfNoEntry: false });
  return file !== undefined && file.uid !== process.getuid?.();
}

async function heldBy(holder: Holder | null): Promise<Omit<LockAttempt & { ok: false }, 'ok'>> {
  const advice = 'Wait until that edit has ended, then try again.';
  if (holder === null) return { message: 'Another Patchbay edits this host.', advice, ignorable: false };
  const { mark, user, at } = holder;
  const since = new Date(at).toLocaleTimeString('en-GB');
  const isYours = user === process.getuid?.();
  const whose = isYours ? 'yours' : user === 0 ? 'root’s' : `of the user ${await nameOf(user)}`;
  const message = `Another Patchbay edits this host since ${since}: process ${mark.pid}, ${whose}.`;
  if (isTrusted(user)) return { message, advice, ignorable: false };
  return {
    message,
    advice: `${advice} If you know that nothing is being edited, you can edit anyway.`,
    ignorable: true,
  };
}

/** By /etc/passwd; the number where that does not tell. */
async function nameOf(user: number): Promise<string> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const name = text
    .split('\n')
    .map((line) => line.split(':'))
    .find(([, , uid]) => uid === String(user))?.[0];
  return name ?? String(user);
}

/** Links belong to a network namespace: a container beside this one is another host. */
async function namespaceId(): Promise<string> {
  const name = await readlink('/proc/self/ns/net').catch(() => '');
  return /\d+/.exec(name)?.[0] ?? 'host';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}
