// The kernel and the initramfs of the guest that answers: Debian's cloud kernel and a busybox with the virtio drivers.
// Downloaded once by apt and kept under $XDG_CACHE_HOME/patchbay-lab.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { inOneStep } from '../../runner/inOneStep.mjs';

const metaPackage = 'linux-image-cloud-amd64';

/** In the order in which they can be loaded. */
const modules = [
  'virtio_ring',
  'virtio',
  'virtio_pci_modern_dev',
  'virtio_pci_legacy_dev',
  'virtio_pci',
  'failover',
  'net_failover',
  'virtio_net',
];

/** The folder that holds `vmlinuz` and `initramfs`, made first where it is not there yet. */
export function ensureGuestImage() {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'patchbay-lab');
  const kernel = join(cache, 'kernel');
  if (!existsSync(kernel)) inOneStep(kernel, downloadKernel);

  const init = readFileSync(join(import.meta.dirname, 'init'));
  const image = join(cache, `image-${createHash('sha256').update(init).digest('hex').slice(0, 12)}`);
  if (!existsSync(image)) {
    inOneStep(image, (folder) => {
      copyFileSync(join(kernel, 'vmlinuz'), join(folder, 'vmlinuz'));
      writeFileSync(join(folder, 'initramfs'), packInitramfs(kernel, init));
    });
  }
  return image;
}

function downloadKernel(folder) {
  process.stderr.write('lab: downloading the guest’s kernel, once\n');
  let deb;
  try {
    deb = downloadPackage(folder);
  } catch (error) {
    throw new Error(
      `The guest’s kernel could not be downloaded. Run apt-get update and try again. ${error.message}`,
    );
  }
  output('dpkg-deb', ['--extract', deb, 'root'], folder);

  const root = join(folder, 'root');
  const files = readdirSync(root, { recursive: true });
  const kernel = files.find((file) => file.startsWith('boot/vmlinuz-'));
  copyFileSync(join(root, kernel), join(folder, 'vmlinuz'));
  for (const module of modules) {
    const file = files.find((path) => basename(path) === `${module}.ko`);
    if (!file) throw new Error(`${deb} holds no ${module}.ko`);
    copyFileSync(join(root, file), join(folder, `${module}.ko`));
  }
  rmSync(root, { recursive: true });
  rmSync(join(folder, deb));
}

/** The kernel package that the meta package stands for now; the file's name in `folder`. */
function downloadPackage(folder) {
  const depends = output('apt-cache', ['depends', '--important', metaPackage]);
  const name = /Depends: (linux-image-\S+-cloud-amd64)/.exec(depends)?.[1];
  if (!name) throw new Error(`apt knows no ${metaPackage}.`);
  output('apt-get', ['download', '-q', name], folder);
  return readdirSync(folder).find((file) => file.endsWith('.deb'));
}

function packInitramfs(kernel, init) {
  const root = mkdtempSync(join(kernel, '..', 'initramfs-'));
  try {
    mkdirSync(join(root, 'modules'));
    for (const [place, module] of modules.entries()) {
      copyFileSync(join(kernel, `${module}.ko`), join(root, 'modules', `${place}-${module}.ko`));
    }
    copyFileSync(output('sh', ['-c', 'command -v busybox']).trim(), join(root, 'busybox'));
    writeFileSync(join(root, 'init'), init, { mode: 0o755 });
    const names = readdirSync(root, { recursive: true });
    const input = ['.', ...names].join('\n');
    return gzipSync(
      execFileSync('busybox', ['cpio', '-o', '-H', 'newc'], {
        cwd: root,
        input,
        stdio: ['pipe', 'pipe', 'ignore'],
        maxBuffer: 1 << 28,
      }),
    );
  } finally {
    rmSync(root, { recursive: true });
  }
}

function output(program, args, cwd) {
  return execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
