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

const helperPlace = helperPlaces().find(({ folder }) => existsSync(join(folder, 'helper.mjs')));

/**
 * The command line of the program that changes links as root (electron/helper). Where it is not installed Node is told
 * to run it, as a user's own file may have lost its executable bit.
 * @throws {Error} where the installation is broken
 */
export function helperCommandLine(): ProgramWords {
  const { folder, isInstalled } = found();
  const path = join(folder, 'helper.mjs');
  return isInstalled ? [path] : [nodePath(), path];
}

/** The program that guards an edit, which the host's own `sh` runs. @throws {Error} where the installation is broken */
export function guardCommandLine(): ProgramWords {
  return ['sh', join(found().folder, 'guard.sh')];
}

function found(): HelperPlace {
  if (helperPlace === undefined) throw new Error('helper.mjs is not where Patchbay is installed.');
  return helperPlace;
}

/** Electron's own binary is no Node to root. */
function nodePath(): string {
  if (process.versions.electron === undefined) return process.execPath;
  return process.env.npm_node_execpath ?? '/usr/bin/node';
}
