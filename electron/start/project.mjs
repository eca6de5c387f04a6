// @ts-check
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that these scripts belong to. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where the built app is. */
export const buildDir = join(root, '.build');

/** A failure that the user can do something about: printed as it is, without a stack. */
export class StartFailure extends Error {}

/** Messages go to stderr: stdout belongs to what was asked for (an address, JSON).
 * @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Runs a script's main function; a `StartFailure` is printed plainly, anything else with its stack.
 * @param {() => Promise<number | void>} main returns the exit code; nothing: 0 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) || 0;
  } catch (error) {
    say(error instanceof StartFailure ? error.message : String(error instanceof Error ? error.stack : error));
    process.exitCode = 1;
  }
}
