import { constants, lstatSync } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  commandLine,
  effectiveUser,
  isAlive,
  ownMark,
  type ProcessMark,
  processMarkSchema,
  sharesNetwork,
} from './processMark.ts';

/** Somebody who edits this host at present. */
export interface Holder {
  readonly mark: ProcessMark;
  /** The user's number. */
  readonly user: number;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What a lock file says. */
export const lockFileSchema = z.strictObject({ mark: processMarkSchema, at: z.iso.datetime() });

const MOST_BYTES = 4096;
/** Of other users' files: any of them may leave as many as the folder takes. */
const MOST_READ = 64;
const MOST_REMOVED = 16;

/** A file that may be a lock: it names a process that lives, or that has ended. */
interface Found {
  readonly path: string;
  readonly user: number;
  readonly lives: boolean;
}

/**
 * Who else holds the lock. What the dead of ours left behind is removed.
 * @param prefix begins the names of all lock files of this host
 * @param own the file that is no other's
 */
export async function holdersIn(folder: string, prefix: string, own = ''): Promise<readonly Holder[]> {
  const found = candidates(folder, prefix, await readdir(folder), own);
  const living = found.filter(({ lives }) => lives);
  const trusted = living.filter(({ user }) => isTrusted(user));
  const others = living.filter(({ user }) => !isTrusted(user)).slice(0, MOST_READ);
  const holders: Holder[] = [];
  const dead = found.filter(({ lives, user }) => !lives && isTrusted(user)).map(({ path }) => path);
  for (const { path } of [...trusted, ...others]) {
    const holder = await read(path);
    if (holder !== null && isAlive(holder.mark) && counts(holder)) holders.push(holder);
    else if (trusted.some((each) => each.path === path)) dead.push(path);
  }
  for (const path of dead.slice(0, MOST_REMOVED)) await rm(path, { force: true }).catch(() => {});
  return holders;
}

/** Ours, or root's: nobody else can leave a file of theirs. */
export function isTrusted(user: number): boolean {
  return user === process.getuid?.() || user === 0;
}

/** By name and owner alone, which costs little however many files there are. */
function candidates(folder: string, prefix: string, names: readonly string[], own: string): Found[] {
  const { boot } = ownMark();
  const lives = new Map<string, boolean>();
  return names.flatMap((name) => {
    // patchbay-4026531840.1234.567890.lock
    const [, pid = '', startTime = ''] = name.startsWith(prefix)
      ? (/^(\d{1,10})\.(\d*)(?:-[0-9a-f-]+)?\.lock$/.exec(name.slice(prefix.length)) ?? [])
      : [];
    const path = join(folder, name);
    if (pid === '' || path === own) return [];
    const key = `${pid} ${startTime}`;
    const isLiving = lives.get(key) ?? isAlive({ pid: Number(pid), startTime, boot });
    lives.set(key, isLiving);
    const file = lstatSync(path, { throwIfNoEntry: false });
    // A link, a FIFO or something big is not ours.
    if (file === undefined || !file.isFile() || file.size > MOST_BYTES) return [];
    return [{ path, user: file.uid, lives: isLiving }];
  });
}

/** Null for what is no lock of ours: anybody can put anything there. */
async function read(path: string): Promise<Holder | null> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { uid, size } = await file.stat();
      if (size > MOST_BYTES) return null;
      const { mark, at } = lockFileSchema.parse(JSON.parse(await file.readFile('utf8')));
      return { mark, at, user: uid };
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

/**
 * Whether a lock keeps us from editing. Whose file it is must be whose process it names. Of another user's process no
 * more can be told than that it seems to be a Patchbay in our network namespace.
 */
function counts({ mark: { pid }, user }: Holder): boolean {
  const present = effectiveUser(pid);
  if (present !== null && present !== user) return false;
  if (isTrusted(user)) return true;
  return present !== null && sharesNetwork(pid) && commandLine(pid).some((word) => OURS.test(word));
}

/** The command, the app, and what starts them in a checkout. */
const OURS = /patchbay|electron\/start\/|\.build\/main\//i;
