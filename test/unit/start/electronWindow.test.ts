import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runElectron } from '#electron/start/electron/window.mjs';
import { writeProgram } from './support/program.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-electron-'));
  vi.stubEnv('FOLDER', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** A program that stands in for Electron. */
const program = (script: string) => writeProgram(join(folder, 'electron'), script);
const shown = 'printf "shown\\n" >&"$PATCHBAY_SHOWN_FD"';
const options = { host: undefined, readOnly: false, chromium: [] };

describe('Electron', () => {
  it('is told the host, that nothing may be changed on it, and Chromium’s switches before the app', async () => {
    const electron = await program(`printf "%s\\n" "$@" > "$FOLDER/args"; ${shown}`);
    const given = { host: 'replay:/a b.json', readOnly: true, chromium: ['--disable-gpu'] };
    expect(await runElectron(electron, given)).toEqual({ opened: true, exitCode: 0 });
    const [first, _app, ...others] = (await readFile(join(folder, 'args'), 'utf8')).trim().split('\n');
    expect(first).toBe('--disable-gpu');
    expect(others).toEqual(['--host', 'replay:/a b.json', '--read-only']);
    await runElectron(electron, options);
    expect((await readFile(join(folder, 'args'), 'utf8')).trim().split('\n')).toHaveLength(1);
  });

  it.each([
    ['that crashes has never opened', 'kill -TRAP $$', { opened: false, exitCode: 1 }],
    ['that fails has never opened', 'exit 3', { opened: false, exitCode: 3 }],
    ['that ends well, but showed nothing, has never opened', 'exit 0', { opened: false, exitCode: 0 }],
    [
      'that told the user why it ends is not followed by another window',
      'exit 2',
      { opened: true, exitCode: 2 },
    ],
    ['that crashes after its window was shown has opened', `${shown}; exit 9`, { opened: true, exitCode: 9 }],
    ['that says something else has never opened', 'printf "show\\n" >&3', { opened: false, exitCode: 0 }],
  ])('%s', async (_what, script, ended) => {
    expect(await runElectron(await program(script), options)).toEqual(ended);
  });

  it('that can’t be run has never opened', async () => {
    expect(await runElectron(join(folder, 'missing'), options)).toEqual({ opened: false, exitCode: 1 });
  });

  it('that lives on and shows nothing is ended, also where it closed the pipe', async () => {
    const silent = await program('printf "%s" $$ > "$FOLDER/pid"; exec 3>&-; exec sleep 60');
    expect(await runElectron(silent, options, 300)).toMatchObject({ opened: false });
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow();
  });

  it('that doesn’t end when it is told to is killed', async () => {
    const stubborn = await program('trap "" TERM; while :; do sleep 0.1; done');
    const from = Date.now();
    expect(await runElectron(stubborn, options, 300)).toMatchObject({ opened: false });
    expect(Date.now() - from).toBeGreaterThan(4_000);
  });
});
