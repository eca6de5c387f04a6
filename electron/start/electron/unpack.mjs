// @ts-check
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';

/** Some hundred megabytes on a slow disk. */
const unpackMs = 5 * 60_000;

/** Electron could not be unpacked; the message ends a sentence. */
export class NotUnpacked extends Error {}

/**
 * Whether there is room for the binary beside the npm package, as far as its rights go.
 * @param {string} directory of the npm package
 */
export async function canUnpack(directory) {
  return access(directory, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/**
 * Unpacks the zip that lies in the cache, by electron’s own install.js.
 * @param {string} directory of the npm package
 * @param {AbortSignal} signal
 * @throws {NotUnpacked}
 */
export function unpack(directory, signal) {
  // The zip is in the cache, whatever the user has set for installations by npm.
  const { force_no_cache: _, ...environment } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(directory, 'install.js')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: environment,
      signal,
      timeout: unpackMs,
    });
    let said = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text) => {
      said += text;
    });
    child.on('error', (error) => reject(signal.aborted ? signal.reason : new NotUnpacked(error.message)));
    child.on('close', (code, killedBy) => {
      if (code === 0) resolve(undefined);
      else reject(new NotUnpacked(whatWentWrong(said) ?? `install.js ended with ${killedBy ?? code}`));
    });
  });
}

/**
 * "Error: EACCES: permission denied, mkdir '…'" of what it printed; a warning of Node’s may stand before it.
 * @param {string} said
 */
function whatWentWrong(said) {
  const line = said.split('\n').find((each) => /^\w*Error\b/.test(each));
  return line?.replace(/^\w*Error: /, '') ?? null;
}
