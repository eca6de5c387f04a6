// @ts-check
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** @returns {import('./choose.mjs').Machine} */
export function lookAround() {
  return {
    root: process.getuid?.() === 0,
    display: Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY),
    chromium: findProgram(['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser']),
    opener: findProgram(['xdg-open']),
  };
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
