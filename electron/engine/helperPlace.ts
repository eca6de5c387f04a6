import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** As electron-builder.yml packs it. */
const packed = 'helper/helper.mjs';

/** From here as from the bundle that this becomes a part of (.build/main). */
const inCheckout = join(import.meta.dirname, '../../electron/helper/helper.mjs');

/**
 * The command line of the program that changes links as root (electron/helper). Installed, it is a program of its own,
 * whose path polkit knows; in a checkout Node is told to run it, as a user's own file may have lost its executable bit.
 */
export function helperCommandLine(): readonly [string, ...string[]] {
  const { resourcesPath } = process as { resourcesPath?: string };
  const installed = resourcesPath === undefined ? null : join(resourcesPath, packed);
  if (installed !== null && existsSync(installed)) return [installed];
  return [nodePath(), inCheckout];
}

/** Electron's own binary is no Node to root. */
function nodePath(): string {
  if (process.versions.electron === undefined) return process.execPath;
  return process.env.npm_node_execpath ?? '/usr/bin/node';
}
