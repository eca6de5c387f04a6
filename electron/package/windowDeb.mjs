// @ts-check
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../start/project.mjs';
import { writeDocuments } from './debDocuments.mjs';

/** @typedef {import('./deb.mjs').Deb} Deb */
/** @typedef {import('./tree.mjs').Tree} Tree */
/** @typedef {import('./release.mjs').Release} Release */

const name = 'patchbay';
const appId = 'org.patchbay.Patchbay';

/** Debian’s words for Node’s, of what Electron is made for on Linux. */
const architectures = new Map([
  ['x64', 'amd64'],
  ['arm64', 'arm64'],
]);

/**
 * The libraries that Electron’s binary is linked with or opens, as electron-builder names them for a deb, by their names
 * before and after Debian’s move to 64-bit times.
 */
const libraries = [
  'libgtk-3-0t64 | libgtk-3-0',
  'libnotify4',
  'libnss3',
  'libxss1',
  'libxtst6',
  'libatspi2.0-0t64 | libatspi2.0-0',
  'libuuid1',
  'libsecret-1-0',
  'libgbm1',
  'libasound2t64 | libasound2',
  'xdg-utils',
];

/**
 * The package of the window: Electron with the app, the desktop entry and its icons.
 * @param {Release} release
 * @param {string} unpacked the folder that electron-builder has made
 * @returns {Promise<Deb>}
 */
export async function windowDeb(release, unpacked) {
  const { version, maintainer } = release;
  return {
    name,
    version,
    architecture: architectures.get(process.arch) ?? process.arch,
    fields: {
      Maintainer: maintainer,
      Section: 'net',
      Priority: 'optional',
      Depends: [`patchbay-cli (= ${version})`, ...libraries].join(', '),
    },
    description: {
      summary: 'see and rewire the network of KVM virtual machines',
      text: [
        'Patchbay draws every cable between virtual machines and the network, from the vNIC over the TAP and the bridge to the physical NIC, and re-plugs them by drag-and-drop. Each change shows its commands first, is verified, and can be undone.',
        'This package has the window; the command is in patchbay-cli.',
      ],
    },
    fill: (tree) => fill(tree, release, unpacked),
    scripts: {
      postinst: await readFile(join(root, 'assets/debian/postinst'), 'utf8'),
      postrm: await readFile(join(root, 'assets/debian/postrm'), 'utf8'),
    },
  };
}

/**
 * @param {Tree} tree
 * @param {Release} release
 * @param {string} unpacked
 */
async function fill(tree, release, unpacked) {
  const window = 'usr/lib/patchbay/window';
  // The helper is that of patchbay-cli, which polkit knows by its path.
  await tree.copyFolder(window, unpacked, (file) => !file.startsWith('resources/helper/'));
  await tree.copy(`usr/share/applications/${appId}.desktop`, join(root, `assets/${appId}.desktop`));
  await tree.copy(`usr/share/metainfo/${appId}.metainfo.xml`, join(root, `assets/${appId}.metainfo.xml`));
  await tree.copy('usr/share/patchbay/apparmor-profile', join(root, 'assets/debian/apparmor-profile'));
  const icons = 'usr/share/icons/hicolor';
  await tree.copy(`${icons}/scalable/apps/${appId}.svg`, join(root, 'assets/icon.svg'));
  for (const file of await readdir(join(root, 'assets/icons')))
    await tree.copy(
      `${icons}/${file.replace('.png', '')}/apps/${appId}.png`,
      join(root, 'assets/icons', file),
    );
  const notice = await readFile(join(unpacked, 'LICENSE.electron.txt'), 'utf8');
  const where = `The licences of what Electron contains are in /${window}/LICENSES.chromium.html.`;
  await writeDocuments(tree, { name, ...release }, [
    { files: `${window}/*`, notice: `${notice.trim()}\n\n${where}` },
  ]);
}
