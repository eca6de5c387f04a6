// @ts-check

/**
 * @typedef {object} License under which an npm package may be handed on
 * @property {string} name of the package
 * @property {string} version
 * @property {string} [identifier] of SPDX
 * @property {string} [text]
 */

const noText = 'Its npm package holds no text beside the name of the licence.';

/**
 * Each package once, in the order of their names.
 * @param {License[]} licenses
 */
export function allOnce(licenses) {
  const byName = new Map(licenses.map((each) => [`${each.name} ${each.version}`, each]));
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, license]) => license);
}

/**
 * The licences of all npm packages that parts of are in the built app.
 * @param {License[]} licenses
 * @throws {Error} where a package names no licence, so that it must not be handed on
 */
export function thirdPartyNotices(licenses) {
  const rule = '-'.repeat(80);
  const texts = licenses.map(({ name, version, identifier, text }) => {
    if (identifier === undefined)
      throw new Error(`${name} ${version} is bundled, but its npm package names no licence.`);
    return `${rule}\n${name} ${version} (${identifier})\n\n${text?.trim() ?? noText}\n`;
  });
  return `Patchbay contains parts of these packages, under their own licences.\n\n${texts.join('\n')}`;
}
