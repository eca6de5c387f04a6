// @ts-check
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allOnce, thirdPartyNotices } from './notices.mjs';
import { root, StartFailure } from './project.mjs';
import { runNode } from './runNode.mjs';

/** Where each bundle of a build leaves what it is made of; electron.vite.config.ts has it written. */
const bundles = ['main', 'preload', 'renderer'];
const licenseList = 'licenses.json';

/**
 * Completes a build that electron-vite has made: the launcher of the command, the licences of what was bundled, and what
 * the command prints of its own for packages to install.
 * @param {string} directory of the build
 */
export async function finishBuild(directory) {
  const launcher = join(directory, 'bin/patchbay.cjs');
  await mkdir(join(directory, 'bin'));
  await copyFile(join(root, 'electron/cli/launcher.cjs'), launcher);
  await chmod(launcher, 0o755);
  const lists = await Promise.all(bundles.map((bundle) => licensesOf(join(directory, bundle, licenseList))));
  await mkdir(join(directory, 'notices'));
  const licenses = allOnce(lists.flat());
  await writeFile(join(directory, 'notices/THIRD-PARTY-NOTICES'), thirdPartyNotices(licenses));
  await writeFile(join(directory, 'notices', licenseList), JSON.stringify(licenses));
  await writeShare(directory);
}

/** What a package installs for the user’s shell and `man`, as the command that was just built prints it. */
const shared = {
  'patchbay.1': ['__manual'],
  bash: ['completion', 'bash'],
  zsh: ['completion', 'zsh'],
  fish: ['completion', 'fish'],
};

/** @param {string} directory */
async function writeShare(directory) {
  const folder = join(directory, 'share');
  await mkdir(folder);
  await Promise.all(
    Object.entries(shared).map(async ([file, args]) => {
      const script = join(directory, 'main/patchbay.js');
      const { code, output, stdout } = await runNode([script, ...args], { PATCHBAY_PATIENCE: '' });
      if (code !== 0) throw new StartFailure(`${output}\nThe new command could not print ${file}.`);
      await writeFile(join(folder, file), stdout);
    }),
  );
}

/**
 * @param {string} path removed, as it is no part of the app
 * @returns {Promise<import('./notices.mjs').License[]>}
 */
async function licensesOf(path) {
  const list = JSON.parse(await readFile(path, 'utf8'));
  await rm(path);
  return list;
}
