// @ts-check
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../electron/start/project.mjs';
import { labObstacle } from '../lab/start.mjs';
import { machineObstacle } from '../machine/obstacle.mjs';

/**
 * @typedef {object} Stage one run of vitest
 * @property {string} name its vitest projects begin with it
 * @property {boolean} [proves] its tests say what they prove of edits, for the table in EDITS.md
 * @property {string[]} packages Debian packages that it needs
 * @property {() => string | null} obstacle why it cannot run here, apart from packages; null: it can
 * @property {() => string | null} lack what is missing although its packages are there; null: nothing
 * @property {string} [prepare] a program that makes what it takes long to make, while earlier stages run; by its path
 */

/** @param {string} path */
function packagesIn(path) {
  return /** @type {string[]} */ (JSON.parse(readFileSync(join(root, path), 'utf8')));
}

const browserPackages = packagesIn('test/e2e/packages.json');

/** @type {Stage[]} */
export const stages = [
  { name: 'unit', packages: [], obstacle: () => null, lack: () => null },
  { name: 'e2e', packages: browserPackages, obstacle: () => null, lack: () => null },
  {
    name: 'lab',
    proves: true,
    packages: [...packagesIn('test/lab/packages.json'), ...browserPackages],
    obstacle: noNamespaces,
    lack: labObstacle,
  },
  {
    name: 'machine',
    proves: true,
    packages: packagesIn('test/machine/packages.json'),
    obstacle: machineObstacle,
    lack: () => null,
    prepare: 'test/machine/prepare.mjs',
  },
];

function noNamespaces() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the lab needs Linux on x86-64';
  if (process.getuid?.() !== 0) return 'the lab needs root, for namespaces and network devices of its own';
  if (spawnSync('unshare', ['--net', '--mount', '--pid', '--fork', 'true']).status !== 0)
    return 'the lab needs namespaces of its own, and this machine makes none (a container without rights?)';
  return null;
}
