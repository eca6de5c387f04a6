// @ts-check
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, StartFailure } from '../start/project.mjs';

/**
 * @typedef {object} Release
 * @property {string} version
 * @property {string} maintainer who answers for the package, as Debian writes it
 * @property {Date} time of all that is in it
 */

/**
 * What the packages have in common. Whoever builds them is named as their maintainer where they say who they are, as
 * Debian’s own tools have it (DEBFULLNAME and DEBEMAIL, debchange(1)); SOURCE_DATE_EPOCH makes them the same each time
 * (https://reproducible-builds.org/specs/source-date-epoch/).
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<Release>}
 * @throws {StartFailure} where SOURCE_DATE_EPOCH is no time
 */
export async function readRelease({ DEBFULLNAME, DEBEMAIL, SOURCE_DATE_EPOCH }) {
  const { version, author } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const name = DEBFULLNAME || author;
  return {
    // Debian sorts a pre-release before its release by a tilde.
    version: version.replace('-', '~'),
    maintainer: DEBEMAIL ? `${name} <${DEBEMAIL}>` : name,
    time: SOURCE_DATE_EPOCH === undefined ? new Date() : timeOf(SOURCE_DATE_EPOCH),
  };
}

/** @param {string} seconds since 1970 */
function timeOf(seconds) {
  if (!/^\d{1,11}$/.test(seconds))
    throw new StartFailure(
      `SOURCE_DATE_EPOCH is a number of seconds, not "${seconds}". Correct or unset it.`,
    );
  return new Date(Number(seconds) * 1000);
}
