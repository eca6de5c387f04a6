// @ts-check
// The machine's disk, kernel and initramfs: made once of Debian's packages, and kept under
// $XDG_CACHE_HOME/patchbay-machine by a hash of all that they are made of.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { inOneStep } from '../../runner/inOneStep.mjs';

/** Debian 13: what Proxmox VE 9 is made of; its Node is the oldest that Patchbay runs on. */
const suite = 'trixie';
const here = import.meta.dirname;
const guest = join(here, '../guest');

/** What the initramfs needs to find the disk; anything else is loaded from that. */
const initramfs = {
  'etc/initramfs-tools/conf.d/machine.conf': 'MODULES=list\nCOMPRESS=lz4\nRESUME=none\n',
  'etc/initramfs-tools/modules': 'virtio_pci\nvirtio_blk\next4\ncrc32c_generic\n',
};

/**
 * The folder that holds `disk.raw`, `vmlinuz`, `initrd.img` and `key` (SSH's, which opens the machine), made first where it
 * is not there: some three minutes.
 * @returns {string}
 */
export function ensureMachineImage() {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'patchbay-machine');
  const image = join(cache, `${suite}-${hashOfSources()}`);
  if (existsSync(image)) {
    utimesSync(image, new Date(), new Date());
    return image;
  }
  process.stderr.write('machine: building its disk of Debian’s packages, once; this takes some minutes\n');
  inOneStep(image, fill);
  removeOld(cache);
  return image;
}

/** A gigabyte each; another checkout may be using one that is not this one’s. */
const keptMs = 7 * 24 * 60 * 60_000;

/** @param {string} cache */
function removeOld(cache) {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (Date.now() - statSync(path).mtimeMs > keptMs) rmSync(path, { recursive: true });
  }
}

function hashOfSources() {
  const files = [here, guest].flatMap((folder) =>
    readdirSync(folder)
      .sort()
      .map((name) => join(folder, name)),
  );
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 12);
}

/** @param {string} folder */
function fill(folder) {
  const root = join(folder, 'root');
  const key = join(folder, 'key');
  run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const packages = JSON.parse(readFileSync(join(here, 'packages.json'), 'utf8'));
  const unread = ['man', 'locale', 'doc'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  const writes = Object.entries(initramfs).map(
    ([path, text]) =>
      `mkdir -p "$1/$(dirname ${path})" && printf '${text.replaceAll('\n', '\\n')}' > "$1/${path}"`,
  );
  download([
    ...['--mode=root', '--variant=minbase', `--include=${packages.join(',')}`],
    ...['--aptopt=APT::Install-Recommends "false"', '--aptopt=Acquire::Retries "5"', ...unread],
    ...writes.map((line) => `--essential-hook=${line}`),
    suite,
    root,
  ]);
  run('bash', [join(here, 'customize.sh'), root, guest, `${key}.pub`]);
  for (const [name, start] of [
    ['vmlinuz', 'vmlinuz-'],
    ['initrd.img', 'initrd.img-'],
  ]) {
    const file = readdirSync(join(root, 'boot')).find((each) => each.startsWith(String(start)));
    copyFileSync(join(root, 'boot', String(file)), join(folder, String(name)));
  }
  const disk = join(folder, 'disk.raw');
  run('truncate', ['-s', '6G', disk]);
  run('mkfs.ext4', ['-q', '-F', '-L', 'machine', '-O', '^has_journal', '-m', '0', '-d', root, disk]);
  rmSync(root, { recursive: true });
}

/** Debian’s packages could not be had, which is no fault of the machine’s own. */
export class NoPackages extends Error {}

/** @param {string[]} args of mmdebstrap */
function download(args) {
  try {
    run('mmdebstrap', args);
  } catch (error) {
    throw new NoPackages(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function run(program, args) {
  try {
    execFileSync(program, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(`${program} failed: ${said.split('\n').slice(-15).join('\n')}`);
  }
}
