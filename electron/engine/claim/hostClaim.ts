import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, readdir, readlink, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { isAlive, ownMark, type ProcessMark, processMarkSchema } from './processMark.ts';

export type Claimed =
  | { readonly ok: true; release(): Promise<void> }
  /** Somebody else edits this host, or the lock could not be made; for the user. */
  | { readonly ok: false; readonly message: string; readonly advice: string };

/** Keeps two Patchbays from editing one host at once, whoever started them. */
export interface HostClaim {
  /** Never rejects. */
  take(): Promise<Claimed>;
}

/** For a host that lives in this process alone. */
export const noClaim: HostClaim = { take: async () => ({ ok: true, release: async () => {} }) };

/** Folders in which every user of the machine can leave a file, and none can remove another's. */
const SHARED_FOLDERS = ['/run/lock', '/tmp'];

const TRIES = 3;
const MOST_BYTES = 4096;

const contentSchema = z.strictObject({ mark: processMarkSchema, at: z.iso.datetime() });

interface Holder {
  readonly mark: ProcessMark;
  readonly uid: number;
  readonly at: string;
}

/**
 * A lock file for this machine, or for the network namespace that we are in. Each process leaves a file of its own, then
 * looks for others': of two that do so at once, one at least sees the other and steps back. So no file is ever changed
 * or taken over, which a folder like /run/lock would not let another user do, and what a killed process leaves behind
 * is told by its pid and start time, and in nobody's way.
 */
export class FileClaim implements HostClaim {
  readonly #folders: readonly string[];
  readonly #fallback: string;

  /** @param fallback a folder of this user's, where the machine has none that all users share */
  constructor(fallback: string, folders: readonly string[] = SHARED_FOLDERS) {
    this.#folders = folders;
    this.#fallback = fallback;
  }

  async take(): Promise<Claimed> {
    const own = ownMark();
    try {
      const folder = await this.#folder();
      const prefix = `patchbay-${await namespaceId()}.`;
      const path = join(folder, `${prefix}${own.pid}.${own.startTime}.lock`);
      let holder: Holder | null = null;
      for (let tries = 0; tries < TRIES; tries += 1) {
        // Two that step back from each other must not do so for ever.
        if (tries > 0) await pause(50 + Math.random() * 150);
        holder = await holderIn(folder, prefix);
        if (holder !== null || !(await leave(path, { mark: own, at: new Date().toISOString() }))) continue;
        holder = await holderIn(folder, prefix, path);
        if (holder === null) return { ok: true, release: () => rm(path, { force: true }) };
        await rm(path, { force: true });
      }
      return { ok: false, ...heldBy(holder) };
    } catch (error) {
      return {
        ok: false,
        message: `Whether another Patchbay edits this host could not be found out: ${error instanceof Error ? error.message : String(error)}.`,
        advice: '',
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

/** @returns false when this very process holds the lock already */
async function leave(path: string, content: z.infer<typeof contentSchema>): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}`;
  const file = await open(temporary, 'wx', 0o644);
  try {
    await file.writeFile(JSON.stringify(content));
  } finally {
    await file.close();
  }
  try {
    // Appears with its content, or not at all.
    await link(temporary, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Who else holds the lock; what the dead left behind is removed where that is allowed. */
async function holderIn(folder: string, prefix: string, own = ''): Promise<Holder | null> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!name.startsWith(prefix) || !name.endsWith('.lock') || path === own) continue;
    const holder = await readHolder(path);
    if (holder !== null && isAlive(holder.mark)) return holder;
    await rm(path, { force: true }).catch(() => {});
  }
  return null;
}

/** Null for what is no lock of ours: anybody can put anything there. */
async function readHolder(path: string): Promise<Holder | null> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { uid, size } = await file.stat();
      if (size > MOST_BYTES) return null;
      const { mark, at } = contentSchema.parse(JSON.parse(await file.readFile('utf8')));
      return { mark, at, uid };
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

function heldBy(holder: Holder | null): { message: string; advice: string } {
  const advice = 'Wait until that edit has ended, then try again.';
  if (holder === null) return { message: 'Another Patchbay edits this host.', advice };
  const { mark, uid, at } = holder;
  const user =
    uid === process.getuid?.() ? 'yours' : uid === 0 ? "root's" : `that of the user with the id ${uid}`;
  const since = new Date(at).toLocaleTimeString('en-GB');
  return {
    message: `Another Patchbay edits this host since ${since}: process ${mark.pid}, ${user}.`,
    advice,
  };
}

/** Links belong to a network namespace: a container beside this one is another host. */
async function namespaceId(): Promise<string> {
  const name = await readlink('/proc/self/ns/net').catch(() => '');
  return /\d+/.exec(name)?.[0] ?? 'host';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}
