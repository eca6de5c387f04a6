// @ts-check
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that these scripts belong to. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where the built app is. */
export const buildDir = join(root, '.build');

/** Held by whoever installs, builds or unpacks anything in the checkout. */
export const lockFile = join(buildDir, 'lock');

/** A failure that the user can do something about: printed as it is, without a stack. */
export class StartFailure extends Error {}

/**
 * Messages go to stderr: stdout belongs to what was asked for (an address, JSON).
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Runs a script's main function and sets the exit code.
 * @param {() => Promise<number | void>} main returns the exit code; nothing: 0
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) || 0;
  } catch (error) {
    say(describe(error));
    process.exitCode = 1;
  }
}

/**
 * A failure that is meant for the user is told in its own words, anything else with its stack.
 * @param {unknown} error
 */
function describe(error) {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof StartFailure) return error.message;
  // Of the built app, which has a class of its own for it.
  if (error.name === 'UserFailure' && 'advice' in error) return `${error.message} ${error.advice}`.trim();
  // A file or folder that cannot be used, such as a build that was made as root: its name says more than a stack.
  if ('code' in error && 'path' in error)
    return `${error.message}. Check whose it is, and whether the disk is full.`;
  return String(error.stack);
}

/** npm runs scripts in the checkout; files that the user names are meant from where the user is. */
export function goWhereUserIs() {
  const { INIT_CWD: directory } = process.env;
  if (!directory || !process.env.npm_lifecycle_event) return;
  try {
    process.chdir(directory);
  } catch {
    say(`${directory} is gone; names of files are taken from ${process.cwd()}.`);
  }
}
