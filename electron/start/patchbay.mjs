// @ts-check
// `npm run -s patchbay -- ARGS`: the command, built first where its sources changed. stdout is the command's alone.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensurePackages } from './packages.mjs';
import { buildDir, goWhereUserIs, runMain } from './project.mjs';

await runMain(async () => {
  await ensurePackages();
  await ensureBuilt();
});
if (process.exitCode === 0) {
  goWhereUserIs();
  await import(pathToFileURL(join(buildDir, 'main/patchbay.js')).href);
}
