#!/usr/bin/env node
// A private libvirt host in namespaces of its own: `npm run lab -- COMMAND…` runs COMMAND inside it, and without a
// command a shell. With `--port N` before the command, port N of the lab can be reached from outside, by a browser say. When the command ends, or this process is killed in whatever way, the whole lab is gone: its first
// process dies with us, and the kernel then ends every process and namespace that belongs to it.

import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { ensureGuestImage } from './guest-image/image.mjs';
import { relayFromOutside } from './relay.mjs';

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
];

/** What keeps the lab from starting here, as one sentence for the user; null when nothing does. */
function obstacle() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'The lab needs Linux on x86-64.';
  if (process.env.PATCHBAY_LAB) return 'This is already inside a lab: run the command itself.';
  if (process.getuid() !== 0) {
    return 'The lab needs root, to make namespaces and network devices of its own. Run it with sudo.';
  }
  const missing = programs.filter((program) => !isInstalled(program));
  if (missing.length === 0) return null;
  const packages = JSON.parse(readFileSync(join(here, 'packages.json'), 'utf8'));
  return `Not installed: ${missing.join(', ')}. Run: apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

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

/**
 * @param {string[]} command
 * @param {Record<string, string>} relay what tells the inside of a port that leads out
 */
function run(command, relay) {
  const image = ensureGuestImage();
  const lab = spawn(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', '--'],
      ...['unshare', '--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child=KILL', '--'],
      ...['bash', join(here, 'host.sh'), ...command],
    ],
    {
      stdio: 'inherit',
      env: {
        ...process.env,
        PATH: searchPath().join(delimiter),
        PATCHBAY_LAB: '1',
        PATCHBAY_LAB_IMAGE: image,
        PATCHBAY_LAB_SINCE: String(Date.now()),
        ...relay,
      },
    },
  );
  // Ctrl-C reaches the command itself, which decides what to do about it; the lab ends when the command does.
  process.on('SIGINT', () => {});
  lab.on('error', (error) => fail(error.message));
  lab.on('exit', (code, signal) => process.exit(signal ? 1 : code));
}

function fail(message) {
  process.stderr.write(`lab: ${message}\n`);
  process.exit(1);
}

/** @param {string[]} args */
function parse([first, ...others]) {
  if (first === '--') return parse(others);
  if (first !== '--port') return { port: null, command: first === undefined ? [] : [first, ...others] };
  const [port, ...command] = others;
  if (!/^[1-9]\d{0,4}$/.test(port ?? '') || Number(port) > 65_535)
    fail('--port takes a number from 1 to 65535.');
  return { port: Number(port), command: command[0] === '--' ? command.slice(1) : command };
}

const { port, command } = parse(process.argv.slice(2));
const why = obstacle();
if (why) fail(why);
try {
  run(command, port === null ? {} : await relayFromOutside(port));
} catch (error) {
  fail(error.message);
}
