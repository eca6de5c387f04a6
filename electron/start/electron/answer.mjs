// @ts-check
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stateDirectory } from '../state.mjs';

/**
 * What the user said about downloading Electron, and how the last try went. It holds for one version of Electron.
 * @typedef {object} KeptAnswer
 * @property {1} version of this format
 * @property {string} electron the version that was asked about
 * @property {boolean} download the answer
 * @property {number | null} failedAt when a download failed, in milliseconds since 1970; null: none did
 */

/** After a failure, this long nothing is tried unasked. */
const restMs = 24 * 60 * 60_000;

const path = () => join(stateDirectory(), 'electron.json');

/**
 * The answer for this version of Electron; null: none yet. A file that can’t be understood is set aside.
 * @param {string} electron
 * @returns {Promise<KeptAnswer | null>}
 */
export async function readAnswer(electron) {
  const text = await readFile(path(), 'utf8').catch(() => null);
  if (text === null) return null;
  const answer = parse(text);
  if (answer === null) {
    await rename(path(), `${path()}.broken`).catch(() => {});
    return null;
  }
  return answer.electron === electron ? answer : null;
}

/**
 * Keeps an answer. Where that fails the user is asked again, which is no reason to hold up the start.
 * @param {string} electron
 * @param {{ download: boolean, failedAt: number | null }} answer
 */
export async function keepAnswer(electron, { download, failedAt }) {
  const next = `${path()}.${process.pid}`;
  try {
    await mkdir(dirname(path()), { recursive: true, mode: 0o700 });
    await writeFile(next, `${JSON.stringify({ version: 1, electron, download, failedAt })}\n`);
    await rename(next, path());
  } catch {
    // Asked again next time.
  }
}

/**
 * Whether the last try failed so recently that none is made unasked.
 * @param {KeptAnswer} answer
 * @param {number} now milliseconds since 1970
 */
export function rests({ failedAt }, now) {
  // A clock that was set back must not hold it up for years.
  return failedAt !== null && now >= failedAt && now - failedAt < restMs;
}

/**
 * @param {string} text
 * @returns {KeptAnswer | null}
 */
function parse(text) {
  try {
    const { version, electron, download, failedAt } = JSON.parse(text);
    const isOne =
      version === 1 &&
      typeof electron === 'string' &&
      typeof download === 'boolean' &&
      (failedAt === null || Number.isFinite(failedAt));
    return isOne ? { version, electron, download, failedAt } : null;
  } catch {
    return null;
  }
}
