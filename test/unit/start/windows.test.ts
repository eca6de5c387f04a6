import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openInBrowser, runAppWindow } from '#electron/start/windows.mjs';
import { writeProgram } from './support/program.ts';

let folder: string;
let profiles: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-windows-'));
  profiles = join(folder, 'state/patchbay/windows');
  vi.stubEnv('XDG_STATE_HOME', join(folder, 'state'));
  vi.stubEnv('FOLDER', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** A program that stands in for a browser. */
const program = (script: string) => writeProgram(join(folder, 'program'), script);
const forever = () => new AbortController().signal;

describe('a window of a browser', () => {
  it('has the address and a profile of its own, which goes with it', async () => {
    const browser = await program(
      'printf "%s\\n" "$@" > "$FOLDER/args"; ls "$FOLDER/state/patchbay/windows" > "$FOLDER/seen"',
    );
    expect(await runAppWindow(browser, 'http://127.0.0.1:1/?token=x', forever())).toEqual({
      opened: true,
      exitCode: 0,
    });
    const args = (await readFile(join(folder, 'args'), 'utf8')).split('\n');
    expect(args).toContain('--app=http://127.0.0.1:1/?token=x');
    expect(args).toContain(`--user-data-dir=${join(profiles, String(process.pid))}`);
    expect(await readFile(join(folder, 'seen'), 'utf8')).toBe(`${process.pid}\n`);
    expect(await readdir(profiles)).toEqual([]);
  });

  it('that fails at once has never opened', async () => {
    expect((await runAppWindow(await program('exit 1'), 'http://x', forever())).opened).toBe(false);
    expect((await runAppWindow(join(folder, 'missing'), 'http://x', forever())).opened).toBe(false);
  });

  it('is closed with the app', async () => {
    const closing = new AbortController();
    const ended = runAppWindow(await program('exec sleep 60'), 'http://x', closing.signal);
    await vi.waitFor(async () => expect(await readdir(profiles)).toHaveLength(1));
    closing.abort();
    await ended;
    expect(await readdir(profiles)).toEqual([]);
  });

  it('takes away what a killed one left behind, and nothing else', async () => {
    // Numbers of processes end far below this one.
    await mkdir(join(profiles, '99999999/Default'), { recursive: true });
    await mkdir(join(profiles, '1'));
    await mkdir(join(profiles, 'notes'));
    await runAppWindow(await program('exit 0'), 'http://x', forever());
    expect((await readdir(profiles)).sort()).toEqual(['1', 'notes']);
  });
});

describe('the default browser', () => {
  it('is asked for by the desktop’s own program, whose word is taken', async () => {
    expect(await openInBrowser(await program('[ "$1" = http://x ]'), 'http://x')).toBe(true);
    expect(await openInBrowser(await program('exit 3'), 'http://x')).toBe(false);
    expect(await openInBrowser(join(folder, 'missing'), 'http://x')).toBe(false);
  });
});
