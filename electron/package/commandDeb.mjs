// @ts-check
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDir, root, StartFailure } from '../start/project.mjs';
import { writeDocuments } from './debDocuments.mjs';

/** @typedef {import('./deb.mjs').Deb} Deb */
/** @typedef {import('./tree.mjs').Tree} Tree */
/** @typedef {import('./release.mjs').Release} Release */

const name = 'patchbay-cli';

/**
 * The package of the command, the web host, the helper and the guard: all of Patchbay but its window.
 * @param {Release} release
 * @returns {Deb}
 */
export function commandDeb(release) {
  const { version, maintainer } = release;
  return {
    name,
    version,
    architecture: 'all',
    fields: {
      Maintainer: maintainer,
      Section: 'net',
      Priority: 'optional',
      Depends: 'nodejs (>= 20.11), iproute2',
      Recommends: 'libvirt-clients, pkexec | policykit-1',
    },
    description: {
      summary: 'see and rewire the network of KVM virtual machines: command',
      text: [
        'Patchbay shows every cable between virtual machines and the network, from the vNIC over the TAP and the bridge to the physical NIC, and moves, attaches and detaches them. Each change shows its commands first, is verified, and can be undone.',
        'This package has the command, the same picture served to a browser on this machine, and the helper that changes links as root.',
      ],
    },
    fill: (tree) => fill(tree, release),
    scripts: {},
  };
}

/**
 * @param {Tree} tree
 * @param {Release} release
 */
async function fill(tree, release) {
  const lib = 'usr/lib/patchbay';
  // Tells Node that the .js files are ES modules.
  await tree.write(
    `${lib}/package.json`,
    `${JSON.stringify({ name: 'patchbay', version: release.version, type: 'module' })}\n`,
  );
  const launcher = await readFile(join(buildDir, 'bin/patchbay.cjs'), 'utf8');
  await tree.write(
    `${lib}/bin/patchbay.cjs`,
    launcher.replace('#!/usr/bin/env node', '#!/usr/bin/node'),
    0o755,
  );
  await tree.link('usr/bin/patchbay', '../lib/patchbay/bin/patchbay.cjs');
  await tree.copyFolder(
    `${lib}/main`,
    join(buildDir, 'main'),
    (file) => file.endsWith('.js') && file !== 'main.js',
  );
  await tree.copyFolder(`${lib}/renderer`, join(buildDir, 'renderer'));
  await tree.copyFolder(`${lib}/helper`, join(root, 'electron/helper'), (file) => /\.(mjs|sh)$/.test(file));
  await tree.copy(
    'usr/share/polkit-1/actions/org.patchbay.helper.policy',
    join(root, 'electron/helper/org.patchbay.helper.policy'),
  );
  await fillShare(tree);
  await tree.copyFolder('usr/lib/systemd/user', join(root, 'assets/systemd'));
  await writeDocuments(tree, { name, ...release });
}

/**
 * The man page and the completions, which the build has made of the command’s own table.
 * @param {Tree} tree
 */
async function fillShare(tree) {
  const share = join(buildDir, 'share');
  if (!existsSync(share))
    throw new StartFailure(`${share} is missing: build Patchbay first (npm run build).`);
  await tree.gzip('usr/share/man/man1/patchbay.1', await readFile(join(share, 'patchbay.1')));
  await tree.copy('usr/share/bash-completion/completions/patchbay', join(share, 'bash'));
  await tree.copy('usr/share/zsh/vendor-completions/_patchbay', join(share, 'zsh'));
  await tree.copy('usr/share/fish/vendor_completions.d/patchbay.fish', join(share, 'fish'));
}
