// @ts-check
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartFailure } from '../start/project.mjs';
import { Tree } from './tree.mjs';

/**
 * @typedef {object} Deb what a package is made of
 * @property {string} name
 * @property {string} version
 * @property {string} architecture Debian’s word, or `all`
 * @property {Record<string, string>} fields further fields of its control file, in their order
 * @property {{ summary: string, text: string[] }} description one line, and paragraphs
 * @property {(tree: Tree) => Promise<void>} fill puts its files in place
 * @property {Record<string, string>} scripts maintainer scripts, by name
 */

/**
 * Builds a Debian package with dpkg-deb: the same bytes from the same sources and `SOURCE_DATE_EPOCH`.
 * Format: https://www.debian.org/doc/debian-policy/ch-controlfields.html
 * @param {Deb} deb
 * @param {string} folder where it goes
 * @param {Date} time of all that is in it
 * @returns {Promise<string>} its path
 * @throws {StartFailure} where dpkg-deb is not installed, or refuses it
 */
export async function buildDeb(deb, folder, time) {
  const work = await mkdtemp(join(tmpdir(), 'patchbay-deb-'));
  try {
    const tree = new Tree(join(work, 'root'));
    await deb.fill(tree);
    const size = await tree.installedSize();
    await tree.write('DEBIAN/md5sums', await tree.md5sums());
    await tree.write('DEBIAN/control', controlFile(deb, size));
    for (const [name, script] of Object.entries(deb.scripts))
      await tree.write(`DEBIAN/${name}`, script, 0o755);
    await tree.setTimes(time);
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${deb.name}_${deb.version}_${deb.architecture}.deb`);
    await dpkgDeb(['--root-owner-group', '-Zxz', '--build', tree.root, path], time);
    return path;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * @param {Deb} deb
 * @param {number} size KiB
 */
function controlFile({ name, version, architecture, fields, description }, size) {
  const all = {
    Package: name,
    Version: version,
    Architecture: architecture,
    ...fields,
    'Installed-Size': String(size),
    Description: [description.summary, ...description.text.flatMap(paragraph)].join('\n'),
  };
  return Object.entries(all)
    .map(([field, value]) => `${field}: ${value}\n`)
    .join('');
}

/**
 * A paragraph of a description, its lines set in by a blank; a dot parts it from the one before.
 * @param {string} text
 * @param {number} index
 */
function paragraph(text, index) {
  const lines = text.match(/\S.{0,76}(?=\s|$)/g) ?? [];
  return [...(index === 0 ? [] : [' .']), ...lines.map((line) => ` ${line}`)];
}

/**
 * @param {string[]} args
 * @param {Date} time
 * @returns {Promise<void>}
 */
function dpkgDeb(args, time) {
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(Math.floor(time.getTime() / 1000)) };
  return new Promise((resolve, reject) => {
    const child = spawn('dpkg-deb', args, { stdio: ['ignore', 'ignore', 'inherit'], env });
    child.on('error', () =>
      reject(new StartFailure('dpkg-deb was not found, which builds the debs: install dpkg.')),
    );
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new StartFailure(`dpkg-deb failed (exit code ${code}); see above.`)),
    );
  });
}
