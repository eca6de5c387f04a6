// @ts-check
import { withLock } from '../lock.mjs';
import { lockFile, say } from '../project.mjs';
import { isAtTerminal } from './ask.mjs';
import { electronBinary } from './binary.mjs';
import { download, isCached } from './download.mjs';
import { Skipped } from './failure.mjs';
import { megabytes, ProgressLine } from './progress.mjs';
import { NotUnpacked, unpack } from './unpack.mjs';

/** @typedef {import('./binary.mjs').ElectronPackage} ElectronPackage */

/**
 * Downloads Electron unless it lies in the cache, and unpacks it, while telling how it goes. Ctrl-C skips it; a second
 * one ends Patchbay.
 * @param {ElectronPackage} electron
 * @returns {Promise<string>} the path of its binary
 * @throws {Error} for `whyNot` of failure.mjs to tell; `Skipped` after Ctrl-C
 */
export async function obtain(electron) {
  const skipping = new AbortController();
  const onInterrupt = () => {
    if (skipping.signal.aborted) process.exit(130);
    skipping.abort(new Skipped());
  };
  process.on('SIGINT', onInterrupt);
  try {
    return await withLock(lockFile, async () => {
      const binary = electronBinary(electron);
      if (binary !== null) return binary;
      if (!(await isCached(electron))) await downloadVisibly(electron, skipping.signal);
      say(`Unpacking Electron ${electron.version} …`);
      await unpack(electron.directory, skipping.signal);
      const unpacked = electronBinary(electron);
      if (unpacked === null) throw new NotUnpacked('the zip held no program that can be run');
      return unpacked;
    });
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

/**
 * @param {ElectronPackage} electron
 * @param {AbortSignal} signal
 */
async function downloadVisibly(electron, signal) {
  say(`Downloading Electron ${electron.version} … (Ctrl-C skips it)`);
  const line = isAtTerminal() ? new ProgressLine(process.stderr) : null;
  let arrived = 0;
  try {
    await download(electron, signal, (bytes, total) => {
      arrived = bytes;
      line?.show(bytes, total);
    });
  } finally {
    line?.end();
    if (line === null) say(`${megabytes(arrived)} MB arrived.`);
  }
}
