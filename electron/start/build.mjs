// @ts-check
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finishBuild } from './finish.mjs';
import { withLock } from './lock.mjs';
import { buildDir, lockFile, root, StartFailure, say } from './project.mjs';
import { runNode } from './runNode.mjs';

const sourceDirs = ['electron', 'renderer', 'shared', 'assets'];
const sourceFiles = ['electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json'];
const parts = ['main', 'preload', 'renderer', 'bin', 'notices', 'share'];
const stamp = join(buildDir, 'sources.sha256');

/** Builds the app unless the present build was made of exactly these sources. */
export async function ensureBuilt() {
  if (await isFresh()) return;
  await withLock(lockFile, async () => {
    if (await isFresh()) return;
    say('Building Patchbay …');
    const sources = await hashSources();
    const next = join(buildDir, 'next');
    await rm(next, { recursive: true, force: true });
    const { code, output } = await electronVite(next);
    if (code !== 0)
      throw new StartFailure(
        `${output}\nBuilding Patchbay failed (exit code ${code}); what is wrong is above.`,
      );
    await finishBuild(next);
    await putInPlace(next);
    await writeFile(stamp, sources);
    say('Patchbay is built.');
  });
}

async function isFresh() {
  const [built, sources] = await Promise.all([readFile(stamp, 'utf8').catch(() => null), hashSources()]);
  return built === sources;
}

/** Swaps the new build in only when it is whole, so that an app which starts meanwhile finds the old or the new one.
 * @param {string} next */
async function putInPlace(next) {
  await rm(stamp, { force: true });
  const old = join(buildDir, 'old');
  await rm(old, { recursive: true, force: true });
  await mkdir(old, { recursive: true });
  for (const part of parts) {
    await rename(join(buildDir, part), join(old, part)).catch((error) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(join(next, part), join(buildDir, part));
  }
  await Promise.all([old, next].map((directory) => rm(directory, { recursive: true, force: true })));
}

/** One hash over the names and contents of all that the build is made of. */
async function hashSources() {
  const listed = await Promise.all(sourceDirs.map((directory) => filesUnder(directory)));
  const files = [...listed.flat(), ...sourceFiles].sort();
  const contents = await Promise.all(files.map((file) => readFile(join(root, file)).catch(() => '')));
  const hash = createHash('sha256');
  files.forEach((file, index) => {
    hash.update(
      `${file}\0${createHash('sha256')
        .update(contents[index] ?? '')
        .digest('hex')}\n`,
    );
  });
  return hash.digest('hex');
}

/** @param {string} directory */
async function filesUnder(directory) {
  const entries = await readdir(join(root, directory), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

/** @param {string} outDir */
function electronVite(outDir) {
  // NODE_ENV of the caller (a test runner's, say) must not make a development build.
  const env = { PATCHBAY_BUILD_DIR: outDir, NODE_ENV: 'production', NO_COLOR: '1' };
  return runNode(
    [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'],
    env,
  );
}
