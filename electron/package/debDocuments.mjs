// @ts-check
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { thirdPartyNotices } from '../start/notices.mjs';
import { buildDir, root } from '../start/project.mjs';

/** @typedef {import('./tree.mjs').Tree} Tree */

/**
 * What Debian wants of each package: the licences of all that is in it, and its changes.
 * Formats: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/,
 * https://www.debian.org/doc/debian-policy/ch-source.html#s-dpkgchangelog
 * @param {Tree} tree
 * @param {{ name: string } & import('./release.mjs').Release} deb
 * @param {{ files: string, notice: string }[]} [others] further parts, with the licences that they came with
 */
export async function writeDocuments(tree, { name, version, maintainer, time }, others = []) {
  const folder = `usr/share/doc/${name}`;
  const [license, bundled] = await Promise.all([
    readFile(join(root, 'LICENSE'), 'utf8'),
    readFile(join(buildDir, 'notices/licenses.json'), 'utf8'),
  ]);
  const notices = thirdPartyNotices(JSON.parse(bundled).map(withoutCommonText));
  await tree.write(`${folder}/copyright`, copyright(license, notices, others));
  await tree.gzip(
    `${folder}/changelog`,
    `patchbay (${version}) unstable; urgency=medium\n\n  * See CHANGELOG.md in the sources.\n\n -- ${maintainer}  ${rfc5322(time)}\n`,
  );
}

/**
 * @param {string} license Patchbay’s own
 * @param {string} notices of the bundled npm packages
 * @param {{ files: string, notice: string }[]} others
 */
function copyright(license, notices, others) {
  const [holder = ''] = /^Copyright .*$/m.exec(license) ?? [];
  const owner = holder.replace(/^Copyright (\(c\) )?/, '');
  const terms = license.slice(license.indexOf(holder) + holder.length).trim();
  return [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
    'Upstream-Name: Patchbay',
    `Comment: Parts of these npm packages are bundled:\n${indented(notices)}`,
    '',
    `Files: *\nCopyright: ${owner}\nLicense: Expat\n${indented(terms)}`,
    ...others.map(
      ({ files, notice }) =>
        `\nFiles: ${files}\nCopyright: see the text\nLicense: other\n${indented(notice)}`,
    ),
    '',
  ].join('\n');
}

/**
 * Debian brings the long licences itself, and wants them named, not repeated.
 * @param {import('../start/notices.mjs').License} license
 */
function withoutCommonText(license) {
  if (license.identifier !== 'Apache-2.0') return license;
  const owners = license.text?.match(/^ *Copyright \d.*$/gm) ?? [];
  const where = 'On Debian systems its text is in /usr/share/common-licenses/Apache-2.0.';
  return { ...license, text: [...owners.map((line) => line.trim()), where].join('\n') };
}

/** @param {string} text */
function indented(text) {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line.trim() === '' ? ' .' : ` ${line.trimEnd()}`))
    .join('\n');
}

/**
 * `Fri, 27 Nov 2026 18:00:00 +0000`
 * @param {Date} time
 */
function rfc5322(time) {
  return time.toUTCString().replace('GMT', '+0000');
}
