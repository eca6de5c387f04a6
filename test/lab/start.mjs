// @ts-check
// Starts a lab: a private libvirt host in namespaces of its own. When its command ends, or the process that started it
// ends in whatever way, the whole lab is gone: its first process dies with us, and the kernel then ends every process
// and namespace that belongs to it.
import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { ensureGuestImage } from './guest-image/image.mjs';

const here = import.meta.dirname;
const programs = [
  'unshare',
  'setpriv',
  'libvirtd',
  'virsh',
  'qemu-system-x86_64',
  'dnsmasq',
  'iptables',
  'ip',
  'busybox',
  'sudo',
  'sshd',
];

/**
 * What keeps the lab from starting here, as one sentence for the user; null when nothing does.
 * @returns {string | null}
 */
export function labObstacle() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'The lab needs Linux on x86-64.';
  if (process.env.PATCHBAY_LAB) return 'This is already inside a lab: run the command itself.';
  if (process.getuid?.() !== 0) {
    return 'The lab needs root, to make namespaces and network devices of its own. Run it with sudo.';
  }
  const missing = programs.filter((program) => !isInstalled(program));
  if (missing.length === 0) return null;
  const packages = JSON.parse(readFileSync(join(here, 'packages.json'), 'utf8'));
  return `Not installed: ${missing.join(', ')}. Run: apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

/**
 * Starts a lab and runs a command in it; without one, a shell.
 * @param {string[]} command
 * @param {import('node:child_process').StdioOptions} stdio
 * @param {Record<string, string>} more what else the lab's environment holds
 */
export function startLab(command, stdio, more = {}) {
  return spawn(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', '--'],
      ...['unshare', '--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child=KILL', '--'],
      ...['bash', join(here, 'host.sh'), ...command],
    ],
    {
      stdio,
      env: {
        ...process.env,
        ...labEnvironment,
        PATCHBAY_LAB_IMAGE: ensureGuestImage(),
        PATCHBAY_LAB_SINCE: String(Date.now()),
        ...more,
      },
    },
  );
}

/** What tells a process that it is inside a lab, and lets it find what the lab is made of. */
export const labEnvironment = { PATH: searchPath().join(delimiter), PATCHBAY_LAB: '1' };

/** @param {string} program */
function isInstalled(program) {
  return searchPath().some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Debian gives an ordinary user's `sudo -s` no sbin folders, where most of what the lab runs lives. */
function searchPath() {
  const sbin = ['/usr/local/sbin', '/usr/sbin', '/sbin'];
  return [...new Set([...(process.env.PATH ?? '').split(delimiter), ...sbin])];
}
