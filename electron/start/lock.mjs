// @ts-check
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from './processes.mjs';
import { StartFailure, say } from './project.mjs';

const patienceMs = 15 * 60_000;

/**
 * Runs `work` while no other process holds the lock file. A lock whose process has ended is taken over.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, work) {
  await mkdir(dirname(path), { recursive: true });
  const until = Date.now() + patienceMs;
  let told = false;
  while (!(await take(path))) {
    const holder = Number((await readFile(path, 'utf8').catch(() => '')).trim());
    // An empty lock is one that is being written just now.
    if (holder > 0 && !isRunning(holder)) await rm(path, { force: true });
    else if (Date.now() > until)
      throw new StartFailure(
        `Process ${holder} has been preparing Patchbay for too long. End it, or delete ${path}.`,
      );
    else {
      if (!told) say('Another process is preparing Patchbay; waiting for it.');
      told = true;
      await sleep(200);
    }
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** @param {string} path */
async function take(path) {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(`${process.pid}\n`);
    await file.close();
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}
