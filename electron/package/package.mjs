// @ts-check
// `npm run package`: an AppImage by electron-builder, and two debs around the same app.
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exitOf } from '../start/processes.mjs';
import { goWhereUserIs, root, runMain, StartFailure, say } from '../start/project.mjs';
import { commandDeb } from './commandDeb.mjs';
import { buildDeb } from './deb.mjs';
import { readRelease } from './release.mjs';
import { windowDeb } from './windowDeb.mjs';

const usage = `npm run package -- [--electron DIR] [--output DIR] [--only deb]

  --electron DIR  an unpacked Electron to put in; by default it is downloaded
  --output DIR    where the packages go; by default .release
  --only deb      no AppImage, whose tools are downloaded`;

await runMain(async () => {
  const { electron, output, only, help } = readOptions();
  if (help) return console.log(usage);
  goWhereUserIs();
  const folder = resolve(output ?? join(root, '.release'));
  const release = await readRelease(process.env);
  await electronBuilder(only === 'deb' ? ['dir'] : ['AppImage', 'dir'], [
    `-c.directories.output=${folder}`,
    ...(electron === undefined ? [] : [`-c.electronDist=${resolve(electron)}`]),
  ]);
  const unpacked = join(folder, process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`);
  for (const deb of [commandDeb(release), await windowDeb(release, unpacked)])
    say(`Built ${await buildDeb(deb, folder, release.time)}`);
  await rm(unpacked, { recursive: true });
});

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        electron: { type: 'string' },
        output: { type: 'string' },
        only: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.only === undefined || values.only === 'deb') return values;
    throw new Error(`--only is deb, not “${values.only}”.`);
  } catch (error) {
    throw new StartFailure(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

/**
 * @param {string[]} targets
 * @param {string[]} settings
 */
async function electronBuilder(targets, settings) {
  const require = createRequire(import.meta.url);
  const script = join(dirname(require.resolve('electron-builder/package.json')), 'cli.js');
  const args = [script, '--linux', ...targets, '--publish=never', ...settings];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  const code = await exitOf(child);
  if (code !== 0)
    throw new StartFailure(`electron-builder failed (exit code ${code}); what is wrong is above.`);
}
