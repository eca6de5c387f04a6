// @ts-check
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Watchdog } from './limits.mjs';

/** @typedef {import('./binary.mjs').ElectronPackage} ElectronPackage */

/** Says that the cache has no good zip of this version. */
class NotCached extends Error {}

/**
 * Whether the zip of this version lies in the cache of `@electron/get` with the right checksum, so that nothing need be
 * downloaded.
 * @param {ElectronPackage} electron
 */
export async function isCached(electron) {
  const downloader = {
    download: async () => {
      throw new NotCached();
    },
  };
  try {
    await artifact(electron, { downloader });
    return true;
  } catch (error) {
    // A cache that can't be read holds nothing.
    if (error instanceof NotCached || (error instanceof Error && 'code' in error)) return false;
    throw error;
  }
}

/**
 * Downloads the zip of this version into the cache of `@electron/get`, from where it is unpacked. What doesn’t have the
 * checksum that electron’s npm package names is thrown away.
 * @param {ElectronPackage} electron
 * @param {AbortSignal} signal
 * @param {(bytes: number, total: number | null) => void} onProgress
 * @throws {Error} as `@electron/get` and fetch do, or `TooSlow`, or the signal’s reason: see failure.mjs
 */
export async function download(electron, signal, onProgress) {
  const limit = new AbortController();
  const watchdog = new Watchdog((reason) => limit.abort(reason));
  const both = AbortSignal.any([signal, limit.signal]);
  try {
    await artifact(electron, {
      downloadOptions: {
        quiet: true,
        signal: both,
        getProgressCallback: (/** @type {{ transferred: number, total: number | null }} */ progress) => {
          if (progress.transferred > 0) watchdog.feed();
          onProgress(progress.transferred, progress.total);
        },
      },
    });
  } catch (error) {
    // What fetch throws of an aborted stream differs from Node to Node; why it was aborted is known here.
    throw both.aborted ? both.reason : error;
  } finally {
    watchdog.end();
  }
}

/**
 * As electron’s own install.js asks for it, so that this finds what was downloaded.
 * @param {ElectronPackage} electron
 * @param {object} options
 */
async function artifact({ directory, version }, options) {
  const require = createRequire(join(directory, 'package.json'));
  const { downloadArtifact } = await import(pathToFileURL(require.resolve('@electron/get')).href);
  return downloadArtifact({
    version,
    artifactName: 'electron',
    cacheRoot: process.env.electron_config_cache,
    checksums: JSON.parse(readFileSync(join(directory, 'checksums.json'), 'utf8')),
    platform: process.platform,
    arch: process.arch,
    ...options,
  });
}
