// @ts-check
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { lockFile, root, StartFailure, say } from './project.mjs';

/**
 * Installs the npm packages that package-lock.json names, unless they are there already.
 * npm itself writes what it installed to node_modules/.package-lock.json; that is compared, so an install by hand counts.
 */
export async function ensurePackages() {
  if (await installed()) return;
  await withLock(lockFile, async () => {
    if (await installed()) return;
    say('Installing the npm packages …');
    const code = await npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
    if (code !== 0)
      throw new StartFailure(
        `npm ci failed (exit code ${code}); its message is above. Check the network or the npm registry, then start again.`,
      );
    say('The npm packages are installed.');
  });
}

async function installed() {
  const [wanted, present] = await Promise.all([
    lockedVersions(join(root, 'package-lock.json')),
    lockedVersions(join(root, 'node_modules/.package-lock.json')),
  ]);
  if (wanted === null)
    throw new StartFailure(
      `package-lock.json is missing or broken in ${root}. Restore it: git checkout package-lock.json`,
    );
  return present !== null && missingPackages(wanted, present).length === 0;
}

/**
 * What is to be installed still. Optional packages do not count: npm leaves out those for other platforms.
 * @param {Record<string, LockedPackage>} wanted `packages` of package-lock.json, by path
 * @param {Record<string, LockedPackage>} present `packages` of node_modules/.package-lock.json
 */
export function missingPackages(wanted, present) {
  return Object.entries(wanted)
    .filter(([path, entry]) => path !== '' && !entry.optional && !entry.link)
    .filter(([path, entry]) => present[path]?.version !== entry.version)
    .map(([path]) => path);
}

/** @typedef {{ version?: string, optional?: boolean, link?: boolean }} LockedPackage */

/**
 * @param {string} path
 * @returns {Promise<Record<string, LockedPackage> | null>}
 */
async function lockedVersions(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}

/**
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
function npm(args) {
  // npm tells its scripts where it is; a script started without npm finds it on the PATH.
  const script = process.env.npm_execpath;
  const [program, ...before] = script?.endsWith('.js') ? [process.execPath, script] : ['npm'];
  return new Promise((resolve, reject) => {
    const child = spawn(String(program), [...before, ...args], { cwd: root, stdio: ['ignore', 2, 2] });
    child.on('error', () =>
      reject(new StartFailure('npm was not found. Install Node.js with npm, then start again.')),
    );
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
