// @ts-check
// Before `npm start`, `npm test` and the like: makes a fresh clone ready. Plain Node, as nothing is installed yet.
import { ensureBuilt } from './build.mjs';
import { ensurePackages } from './packages.mjs';
import { runMain, StartFailure } from './project.mjs';

await runMain(async () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new StartFailure(`Patchbay needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
  await ensurePackages();
  if (process.argv.includes('--build')) await ensureBuilt();
});
