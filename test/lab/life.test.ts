import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { describeInLab, until } from './support/lab.ts';

// A second lab, inside the one that the tests run in: only there is every process that it might leave behind in sight.

let lab: ChildProcess;
let printed: string;

function start(...command: string[]): void {
  const { PATCHBAY_LAB: _, ...env } = process.env;
  lab = spawn('node', [join(import.meta.dirname, 'lab.mjs'), '--', ...command], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  printed = '';
  lab.stderr?.on('data', (data) => {
    printed += data;
  });
}

/** How many processes live in a process namespace other than ours: those of the inner lab. */
function alive(): number {
  const ours = readlinkSync('/proc/self/ns/pid');
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(join('/proc', pid, 'ns/pid')) !== ours;
    } catch {
      return false;
    }
  }).length;
}

async function isGone(): Promise<void> {
  await until('every process of the lab is gone', async () => (alive() === 0 ? true : null));
}

async function isUp(): Promise<void> {
  await until('the inner lab is up', async () => (printed.includes('lab: up') ? true : null));
}

describeInLab('a lab ends without a trace', () => {
  afterEach(() => {
    lab.kill('SIGKILL');
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('when its starter gets %s', async (signal) => {
    start('sleep', '1000');
    await isUp();
    // Its first process, libvirt's daemons, several of dnsmasq and of QEMU, and the command.
    expect(alive()).toBeGreaterThan(15);
    lab.kill(signal);
    await isGone();
  });

  test('when it is killed while it is being brought up', async () => {
    start('sleep', '1000');
    await until('something runs', async () => (alive() > 5 ? true : null));
    lab.kill('SIGKILL');
    await isGone();
    expect(printed).not.toContain('lab: up');
  });

  test("when its command ends, and the exit code is the command's", async () => {
    start('sh', '-c', 'exit 7');
    const [code] = await once(lab, 'exit');
    expect(code).toBe(7);
    await isGone();
  });
});
