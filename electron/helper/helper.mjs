#!/usr/bin/node
// @ts-check
// What Patchbay starts as root, once for each edit that changes links, through pkexec or sudo: it runs `ip`,
// `bridge`, `resolvectl`, Open vSwitch’s `ovs-vsctl`, Proxmox VE’s `qm` and `pct`, and guard.sh for what could cut the user off, for the requests on its standard input, which verbs.mjs and
// guardVerbs.mjs allow or refuse. It is run as it stands here, without a build, and needs nothing but Node: whoever gives it root's rights can
// read all of it before.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from './serve.mjs';

/** An edit waits for guests and for people, a guarded one up to ten minutes; a forgotten helper must not wait for ever. */
const lifeMs = 15 * 60_000;
const commandMs = 10_000;
/**
 * Milliseconds for programs that wait themselves: Proxmox VE's for a guest that is asked to let go of a card, ovs-vsctl up
 * to 30 s for Open vSwitch to set up what was changed.
 * @type {Readonly<Record<string, number | undefined>>}
 */
const patientMs = { qm: 60_000, pct: 60_000, 'ovs-vsctl': 35_000 };
/** Taking back is tried until the host shows what it was. */
const guardMs = 90_000;

/** Not import.meta.dirname: the Node of a host may be as old as 18, which has none. */
const here = dirname(fileURLToPath(import.meta.url));

const places = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];
const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' };

/**
 * @param {import('./serve.mjs').Asked} asked
 * @returns {Promise<import('./serve.mjs').Ended>}
 */
function run({ program, args, stdin }) {
  if (program === 'guard') return ended('/bin/sh', [join(here, 'guard.sh'), ...args], stdin, guardMs);
  const path = places.map((place) => join(place, program)).find((each) => existsSync(each));
  if (path === undefined) return Promise.resolve({ failed: `${program} is not installed on this machine.` });
  return ended(path, args, stdin, patientMs[program] ?? commandMs);
}

/**
 * @param {string} path
 * @param {string[]} args
 * @param {string} stdin
 * @param {number} timeout milliseconds
 * @returns {Promise<import('./serve.mjs').Ended>}
 */
function ended(path, args, stdin, timeout) {
  const options = { env: environment, cwd: '/', timeout, maxBuffer: 64 * 1024 };
  return new Promise((resolve) => {
    const child = execFile(path, args, options, (error, stdout, stderr) => {
      if (error === null) resolve({ exitCode: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ exitCode: error.code, stdout, stderr });
      else resolve({ failed: `${path} could not be run to its end: ${error.message}` });
    });
    // It may have ended before it has read everything.
    child.stdin?.on('error', () => {});
    child.stdin?.end(stdin);
  });
}

if (process.argv.length > 2) {
  process.stderr.write('This program takes no arguments.\n');
  process.exit(2);
}
// Patchbay has gone, in whatever way: there is nobody left to work for.
process.stdout.on('error', () => process.exit(1));
setTimeout(() => process.exit(1), lifeMs);
try {
  await serve(process.stdin, (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`), run);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
process.exit();
