import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { GuardProgram, ProgramWords } from '../host.ts';

type GuardFile = 'guard.sh' | 'guardFiles.sh' | 'guardRun.sh';

interface HelperPlace {
  readonly folder: string;
  /** Installed where only root can write: a program of its own, by whose path polkit knows it. */
  readonly isInstalled: boolean;
}

/** Where the debs put Patchbay: window/resources is Electron’s there. */
const debFolder = '/usr/lib/patchbay';

/**
 * Where the helper may be, the best place first, seen from this file in a checkout and from the bundle that it becomes
 * a part of: `bin`, `main` and `helper` lie side by side in /usr/lib/patchbay, which the debs make, `.build/main` and
 * `electron/helper` lie in the npm package as in a checkout.
 * @param resourcesPath Electron’s own; an AppImage has a helper in it
 */
export function helperPlaces(resourcesPath: string | undefined): readonly HelperPlace[] {
  const installed = [...ofElectron(resourcesPath), join(import.meta.dirname, '../helper')];
  const unpacked = ['../../helper', '../../electron/helper'].map((path) => join(import.meta.dirname, path));
  return [
    ...installed.map((folder) => ({ folder, isInstalled: true })),
    ...unpacked.map((folder) => ({ folder, isInstalled: false })),
  ];
}

/**
 * Never a folder around Electron’s: an AppImage is mounted in /tmp, where everybody could put a helper beside it, which
 * would then run as root.
 */
function ofElectron(resourcesPath: string | undefined): readonly string[] {
  if (resourcesPath === undefined) return [];
  const isDeb = resourcesPath === join(debFolder, 'window/resources');
  return [join(isDeb ? debFolder : resourcesPath, 'helper')];
}

const { resourcesPath } = process as { resourcesPath?: string };
const helperPlace =
  helperPlaces(resourcesPath).find(({ folder }) => existsSync(join(folder, 'helper.mjs'))) ?? null;

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
export function guardProgram(): GuardProgram | null {
  return helperPlace === null ? null : { words: ['sh', join(helperPlace.folder, 'guard.sh')] };
}

/** The files of the guard by their names, for a host that has none of Patchbay; null where an installation lacks them. */
export function guardFiles(): Readonly<Record<GuardFile, string>> | null {
  if (helperPlace === null) return null;
  const { folder } = helperPlace;
  const text = (file: GuardFile) => readFileSync(join(folder, file), 'utf8');
  return {
    'guard.sh': text('guard.sh'),
    'guardFiles.sh': text('guardFiles.sh'),
    'guardRun.sh': text('guardRun.sh'),
  };
}

/** Electron's own binary is no Node to root. */
function nodePath(): string {
  if (process.versions.electron === undefined) return process.execPath;
  return process.env.npm_node_execpath ?? '/usr/bin/node';
}
