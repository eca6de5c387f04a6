// @ts-check
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Fills a folder beside `target` and renames it: a half-made one is never seen, also when two are made at once.
 * @param {string} target
 * @param {(folder: string) => void} fill
 */
export function inOneStep(target, fill) {
  mkdirSync(dirname(target), { recursive: true });
  const folder = mkdtempSync(`${target}.part-`);
  try {
    fill(folder);
    if (!existsSync(target)) renameSync(folder, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
