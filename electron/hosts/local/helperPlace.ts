import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { ProgramWords } from '../host.ts';

/** As electron-builder.yml packs it. */
const packed = 'helper';

/** Seen from here, and from the bundle that this becomes a part of (.build/main). */
const [fromSource, fromBundle] = ['../../helper', '../../electron/helper'].map((path) =>
  join(import.meta.dirname, path),
) as [string, string];
const inCheckout = existsSync(join(fromSource, 'helper.mjs')) ? fromSource : fromBundle;

/**
 * The command line of the program that changes links as root (electron/helper). Installed, it is a program of its own,
 * whose path polkit knows; in a checkout Node is told to run it, as a user's own file may have lost its executable bit.
 */
export function helperCommandLine(): ProgramWords {
  const path = join(helperFolder(), 'helper.mjs');
  return path.startsWith(inCheckout) ? [nodePath(), path] : [path];
}

/** The program that guards an edit, which the host's own `sh` runs. */
export function guardCommandLine(): ProgramWords {
  return ['sh', join(helperFolder(), 'guard.sh')];
}

function helperFolder(): string {
  const { resourcesPath } = process as { resourcesPath?: string };
  const installed = resourcesPath === undefined ? null : join(resourcesPath, packed);
  return installed !== null && existsSync(join(installed, 'helper.mjs')) ? installed : inCheckout;
}

/** Electron's own binary is no Node to root. */
function nodePath(): string {
  if (process.versions.electron === undefined) return process.execPath;
  return process.env.npm_node_execpath ?? '/usr/bin/node';
}
