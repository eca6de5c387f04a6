// @ts-check
import { root, say } from '../project.mjs';
import { keepAnswer, readAnswer, rests } from './answer.mjs';
import { askYes, isAtTerminal } from './ask.mjs';
import { electronBinary, electronElsewhere, electronPackage } from './binary.mjs';
import { isCached } from './download.mjs';
import { Skipped, whyNot } from './failure.mjs';
import { obtain } from './obtain.mjs';
import { sandboxObstacle } from './sandbox.mjs';
import { canUnpack } from './unpack.mjs';

const inBrowser = 'Patchbay opens in a browser';
const later = 'npm run electron downloads it';

/**
 * The path of an Electron that can open Patchbay’s own window: the one that is there, else one that the user is asked
 * about, once, and that is then downloaded. Null, after one line that says why, where there is no Electron.
 * @returns {Promise<string | null>}
 */
export async function electronForWindow() {
  const electron = electronPackage(root);
  const there = electronBinary(electron);
  if (there !== null || electron === null) return there;
  const elsewhere = electronElsewhere();
  if (elsewhere !== null) {
    say(`ELECTRON_OVERRIDE_DIST_PATH names no Electron: ${elsewhere} can’t be run. ${inBrowser}.`);
    return null;
  }
  const why = await obstacle(electron);
  if (why === null) return fetched(electron);
  if (why !== '') say(why);
  return null;
}

/**
 * Why Electron is not downloaded now; empty where the user knows; null where nothing stands in the way.
 * @param {import('./binary.mjs').ElectronPackage} electron
 */
async function obstacle(electron) {
  const sandbox = sandboxObstacle();
  if (sandbox !== null) return `${sandbox} ${inBrowser}.`;
  const kept = await readAnswer(electron.version);
  if (kept?.download === false) return '';
  if (!(await canUnpack(electron.directory)))
    return `Electron can’t be unpacked, as you may not write in ${electron.directory}. ${inBrowser}.`;
  if (await isCached(electron)) return null;
  if (!isAtTerminal()) return `Electron is not downloaded. ${inBrowser}; ${later} (about 120 MB).`;
  if (kept !== null)
    return rests(kept, Date.now())
      ? `Electron could not be downloaded at the last try. ${inBrowser}; npm run electron tries again.`
      : null;
  return ask(electron.version);
}

/** @param {string} version */
async function ask(version) {
  const [major] = version.split('.');
  const yes = await askYes(`Download Electron ${major} (about 120 MB) to open Patchbay in its own window?`);
  if (yes === null) return `${inBrowser}.`;
  await keepAnswer(version, { download: yes, failedAt: null });
  return yes ? null : `${inBrowser}; ${later} later.`;
}

/**
 * @param {import('./binary.mjs').ElectronPackage} electron
 * @returns {Promise<string | null>}
 */
async function fetched(electron) {
  try {
    return await obtain(electron);
  } catch (error) {
    if (error instanceof Skipped) {
      say(`Skipped. ${inBrowser}; ${later}.`);
      return null;
    }
    await keepAnswer(electron.version, { download: true, failedAt: Date.now() });
    say(`Electron could not be downloaded: ${whyNot(error)}. ${inBrowser}; npm run electron tries again.`);
    return null;
  }
}
