import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/**
 * Writes a file whole or not at all, so that whoever reads it meanwhile, and whatever a power failure leaves, is the old
 * one or the new one. Only its owner may read it. Rejects as Node does where it can't be written; the old one stays then.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp-${randomUUID()}`;
  try {
    // Never one that is there already: in a folder that others share it may be a link to anywhere.
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
  // It is in its place; some network file systems can't sync a folder.
  await syncFolder(dirname(path)).catch(() => {});
}

/** Gives a file that can't be understood another name, so that nothing overwrites it. @returns that name */
export async function setAside(path: string): Promise<string> {
  const aside = `${path}.broken-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  await rename(path, aside);
  return basename(aside);
}

/** A new or renamed file is on disk only when its folder is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
