// @ts-check
import { accessSync, constants, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * @typedef {object} ElectronPackage
 * @property {string} directory where npm has put the package
 * @property {string} version of the package, and of the binary that belongs to it
 */

/**
 * The npm package of Electron; null where npm has not installed it. To import `electron` itself would download the
 * binary, which must never happen unasked.
 * @param {string} root the checkout
 * @returns {ElectronPackage | null}
 */
export function electronPackage(root) {
  try {
    const file = createRequire(join(root, 'package.json')).resolve('electron/package.json');
    return { directory: dirname(file), version: String(JSON.parse(readFileSync(file, 'utf8')).version) };
  } catch {
    return null;
  }
}

/**
 * The path of a binary of Electron that can be run: the one of `ELECTRON_OVERRIDE_DIST_PATH` where that is set, else the
 * one that electron’s own install.js has unpacked. That writes path.txt last, and the zip brings `version`.
 * @param {ElectronPackage | null} ofNpm
 * @returns {string | null}
 */
export function electronBinary(ofNpm) {
  const elsewhere = electronElsewhere();
  if (elsewhere !== null) return canRun(elsewhere) ? elsewhere : null;
  if (ofNpm === null) return null;
  try {
    const dist = join(ofNpm.directory, 'dist');
    const unpacked = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
    const binary = join(dist, readFileSync(join(ofNpm.directory, 'path.txt'), 'utf8').trim());
    return unpacked === ofNpm.version && canRun(binary) ? binary : null;
  } catch {
    return null;
  }
}

/** Where `ELECTRON_OVERRIDE_DIST_PATH` says that Electron’s binary is; null where it is not set. */
export function electronElsewhere() {
  const directory = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  return directory ? join(directory, 'electron') : null;
}

/** @param {string} path */
function canRun(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
