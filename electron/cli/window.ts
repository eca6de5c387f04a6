import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { runInPlace } from '../hosts/local/inPlace.ts';
import { red } from './line.ts';
import type { Terminal } from './terminal.ts';
import { shortUsage } from './usage.ts';

/** Where the package of the window installs its program, beside the folder of the built command. */
const program = join(import.meta.dirname, '../window/patchbay');

/**
 * `patchbay` without a command: the window, where there can be one.
 * @param args what the window is given
 * @returns the window's exit code; 2 where there can be none
 * @throws {UserFailure} when its program can't be started
 */
export async function openWindow(args: readonly string[], terminal: Terminal): Promise<number> {
  const obstacle = windowObstacle();
  if (obstacle === null) return runInPlace(program, args);
  // Whoever gave no options need not have meant a window.
  const why = args.length > 0 || existsSync(program) ? ` Without one, the window opens, but ${obstacle}` : '';
  terminal.note(red('patchbay: '), `Which command?${why}`);
  for (const line of shortUsage().split('\n')) terminal.note(line);
  return 2;
}

/** Why no window can be opened, for the user; null: one can. */
function windowObstacle(): string | null {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (!existsSync(program)) {
    return 'it is not installed: on Debian and Ubuntu it is the package “patchbay”.';
  }
  if (!DISPLAY && !WAYLAND_DISPLAY) {
    return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set). “patchbay serve” shows it in a browser.';
  }
  if (process.getuid?.() === 0) return 'it does not run as root: start it as yourself.';
  return null;
}
