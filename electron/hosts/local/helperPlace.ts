import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { ProgramWords } from '../host.ts';

interface HelperPlace {
  readonly folder: string;
  /** Installed where only root can write: a program of its own, by whose path polkit knows it. */
  readonly isInstalled: boolean;
}

/**
 * Where the helper may be, the best place first, seen from this file in a checkout and from the bundle that it becomes
 * a part of: `bin`, `main` and `helper` lie side by side in /usr/lib/patchbay, which the debs make, `.build/main` and
 * `electron/helper` lie in the npm package as in a checkout.
 */
function helperPlaces(): readonly HelperPlace[] {
  // Electron's: /usr/lib/patchbay/window/resources in the deb; an AppImage has a helper of its own in it.
  const { resourcesPath } = process as { resourcesPath?: string };
  const ofElectron =
    resourcesPath === undefined ? [] : [join(resourcesPath, '../../helper'), join(resourcesPath, 'helper')];
  return [
    ...[...ofElectron, join(import.meta.dirname, '../helper')].map((folder) => ({
      folder,
      isInstalled: true,
    })),
    ...['../../helper', '../../electron/helper'].map((path) => ({
      folder: join(import.meta.dirname, path),
      isInstalled: false,
    })),
  ];
}

const helperPlace = helperPlaces().find(({ folder }) => existsSync(join(folder, 'helper.mjs'))) ?? null;

/**
 * The command line of the program that changes links as root (electron/helper). Where it is not installed Node is told
 * to run it, as a user's own file may have lost its executable bit. Null where an installation lacks it: to look needs none.
 */
export function helperCommandLine(): ProgramWords | null {
  if (helperPlace === null) return null;
  const path = join(helperPlace.folder, 'helper.mjs');
  return helperPlace.isInstalled ? [path] : [nodePath(), path];
}

/** The program that guards an edit, which the host's own `sh` runs; null where an installation lacks it. */
export function guardCommandLine(): ProgramWords | null {
  return helperPlace === null ? null : ['sh', join(helperPlace.folder, 'guard.sh')];
}

/** Electron's own binary is no Node to root. */
function nodePath(): string {
  if (process.versions.electron === undefined) return process.execPath;
  return process.env.npm_node_execpath ?? '/usr/bin/node';
}
