#!/usr/bin/node
// @ts-check
// What Patchbay starts as root, once for each edit that changes links, through pkexec or sudo: it runs `ip` for the
// requests on its standard input, which verbs.mjs allows or refuses. It is run as it stands here, without a build, and
// needs nothing but Node: whoever gives it root's rights can read all of it before.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { serve } from './serve.mjs';

/** An edit waits for guests and for people; a forgotten helper must not wait for ever. */
const lifeMs = 10 * 60_000;
const commandMs = 10_000;

const ip = ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip', '/bin/ip'].find((path) => existsSync(path));
const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' };

/**
 * @param {string[]} args
 * @returns {Promise<import('./serve.mjs').Ended>}
 */
function runIp(args) {
  if (ip === undefined) return Promise.resolve({ failed: 'ip is not installed on this machine.' });
  const options = { env: environment, cwd: '/', timeout: commandMs, maxBuffer: 64 * 1024 };
  return new Promise((resolve) => {
    execFile(ip, args, options, (error, stdout, stderr) => {
      if (error === null) resolve({ exitCode: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ exitCode: error.code, stdout, stderr });
      else resolve({ failed: `ip could not be run to its end: ${error.message}` });
    });
  });
}

if (process.argv.length > 2) {
  process.stderr.write('This program takes no arguments.\n');
  process.exit(2);
}
// Patchbay has gone, in whatever way: there is nobody left to work for.
process.stdout.on('error', () => process.exit(1));
setTimeout(() => process.exit(1), lifeMs);
await serve(process.stdin, (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`), runIp).catch(
  () => {},
);
process.exit();
