// @ts-check
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { root } from './project.mjs';

/** @returns {import('./choose.mjs').Machine} */
export function lookAround() {
  return {
    root: process.getuid?.() === 0,
    display: Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY),
    electron: electronBinary(),
    chromium: findProgram(['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser']),
    opener: findProgram(['xdg-open']),
  };
}

/**
 * The path of Electron's binary; null when only its npm package is there. To import `electron` itself would download
 * the binary, which must never happen unasked.
 */
function electronBinary() {
  try {
    const directory = dirname(createRequire(join(root, 'package.json')).resolve('electron/package.json'));
    const binary = join(directory, 'dist', readFileSync(join(directory, 'path.txt'), 'utf8').trim());
    return existsSync(binary) ? binary : null;
  } catch {
    return null;
  }
}

/**
 * @param {string[]} names
 * @returns {string | null} the path of the first of them that can be run
 */
function findProgram(names) {
  const directories = (process.env.PATH ?? '').split(delimiter).filter(isAbsolute);
  for (const name of names) {
    for (const directory of directories) {
      const path = join(directory, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not in this one.
      }
    }
  }
  return null;
}
