import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser } from './support/browser.ts';
import { runProgram } from './support/runProgram.ts';

const root = join(import.meta.dirname, '../..');
const patchbay = join(root, '.build/bin/patchbay.cjs');
const activate = '/usr/bin/systemd-socket-activate';

// By systemd's own program, which passes sockets on as systemd itself does: no systemd runs here.
describe('patchbay serve, started for its socket', () => {
  let runtime: string;
  let log: string;
  let activated: ChildProcess;
  const port = 8090 + (process.pid % 800);

  beforeEach(async ({ skip }) => {
    await access(activate).catch(() => skip('systemd-socket-activate is not installed'));
    runtime = await mkdtemp(join(tmpdir(), 'patchbay-run-'));
    await mkdir(join(runtime, 'patchbay'), { mode: 0o700 });
    log = join(runtime, 'journal');
    await writeFile(log, '');
    const sockets = ['-l', `127.0.0.1:${port}`, '-l', join(runtime, `patchbay/serve-${port}.sock`)];
    const command = [process.execPath, patchbay, 'serve', '--read-only', '--host', 'demo'];
    activated = spawn(
      'sh',
      ['-c', 'exec "$@" >> "$0" 2>&1', log, activate, '-E', 'XDG_RUNTIME_DIR', ...sockets, ...command],
      {
        env: { ...process.env, XDG_RUNTIME_DIR: runtime },
      },
    );
    while (!(await readFile(log, 'utf8')).includes('Listening on'))
      await new Promise((go) => setTimeout(go, 50));
  });
  afterEach(async () => {
    if (activated === undefined) return;
    activated.kill();
    await once(activated, 'close');
    await rm(runtime, { recursive: true });
  });

  const url = (...args: string[]) =>
    runProgram([process.execPath, patchbay, 'url', ...args], {
      env: { ...process.env, XDG_RUNTIME_DIR: runtime },
    });

  it('serves whoever has an address of patchbay url, read-only, and prints none itself', async () => {
    const asked = await url();
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    expect(asked.stdout).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/\\?token=[\\w-]{43}\\n$`));

    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(asked.stdout.trim());
      await page.locator('[data-id^="vm:"]').first().waitFor();
      await page.getByRole('button', { name: 'Read-only: unlock to edit' }).waitFor();
      // A used address is told as that; the new one is not printed where others read.
      await (await browser.newPage()).goto(asked.stdout.trim());
    } finally {
      await browser.close();
    }
    const again = await url('--port', String(port));
    expect(again.stdout).not.toBe(asked.stdout);
    const journal = await readFile(log, 'utf8');
    expect(journal).toContain(
      `Patchbay is served on port ${port} of 127.0.0.1. patchbay url prints an address`,
    );
    expect(journal).not.toMatch(/token/);
  });

  it('is not what another port’s asker gets', async () => {
    expect(await url('--port', '1')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('You serve no Patchbay on port 1.'),
    });
  });
});

it('systemd takes the units as they are', async ({ skip }) => {
  await access('/usr/bin/systemd-analyze').catch(() => skip('systemd-analyze is not installed'));
  const units = ['patchbay.socket', 'patchbay.service'].map((name) => join(root, 'assets/systemd', name));
  const { stderr } = await runProgram(['systemd-analyze', 'verify', '--user', '--man=no', ...units], {
    env: { ...process.env, XDG_RUNTIME_DIR: tmpdir() },
  });
  // Nothing but that the command is not installed here.
  const remarks = stderr
    .split('\n')
    .filter((line) => line !== '' && !line.includes('/usr/bin/patchbay is not executable'));
  expect(remarks).toEqual([]);
});
