// @ts-check
// `npm run electron`: downloads Electron now, whatever was answered before.
import { root, runMain, StartFailure, say } from '../project.mjs';
import { keepAnswer } from './answer.mjs';
import { electronBinary, electronElsewhere, electronPackage } from './binary.mjs';
import { Skipped, whyNot } from './failure.mjs';
import { obtain } from './obtain.mjs';
import { sandboxObstacle } from './sandbox.mjs';

await runMain(async () => {
  const electron = electronPackage(root);
  if (electron === null)
    throw new StartFailure('The npm package of Electron is not installed: npm ci brings it.');
  const there = electronBinary(electron);
  if (there !== null) return say(`Electron is there: ${there}`);
  if (electronElsewhere() !== null)
    throw new StartFailure(
      `ELECTRON_OVERRIDE_DIST_PATH names no Electron: ${electronElsewhere()} can’t be run. Correct or unset it.`,
    );
  const obstacle = sandboxObstacle();
  if (obstacle !== null) say(obstacle);
  try {
    await obtain(electron);
  } catch (error) {
    if (error instanceof Skipped) throw new StartFailure('Skipped.');
    throw new StartFailure(`Electron could not be downloaded: ${whyNot(error)}.`);
  }
  await keepAnswer(electron.version, { download: true, failedAt: null });
  return say(`Electron ${electron.version} is there. npm start opens Patchbay in its own window.`);
});
