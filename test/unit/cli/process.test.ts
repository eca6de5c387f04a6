import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };

// The entry as a process of its own: pipes, signals and exit codes are nothing that a fake terminal shows.

// Each starts processes, on machines that may be busy.
vi.setConfig({ testTimeout: 30_000 });

let directory = '';
let entry = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'patchbay-cli-'));
  entry = join(directory, 'main/patchbay.mjs');
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, '../../../electron/cli/main.ts'),
      outDir: join(directory, 'main'),
      target: 'node20',
      rolldownOptions: { output: { format: 'es', entryFileNames: 'patchbay.mjs' } },
    },
    ssr: { noExternal: true },
  });
  await mkdir(join(directory, 'renderer'));
  await writeFile(join(directory, 'renderer/index.html'), '<!doctype html><title>Patchbay</title>');
}, 60_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

function start(...args: string[]) {
  return startWith({}, ...args);
}

function startWith(environment: Readonly<Record<string, string>>, ...args: string[]) {
  return spawn(process.execPath, [entry, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, XDG_CONFIG_HOME: directory, ...environment },
  });
}

async function run(...args: string[]) {
  return ended(start(...args));
}

async function ended(child: ReturnType<typeof start>) {
  const printed = { out: '', err: '' };
  child.stdout.on('data', (data) => {
    printed.out += data;
  });
  child.stderr.on('data', (data) => {
    printed.err += data;
  });
  const [exitCode] = await once(child, 'close');
  return { exitCode, ...printed };
}

describe('the process', () => {
  it('prints JSON alone on stdout, and exits with 0', async () => {
    const { exitCode, out, err } = await run('graph', '--json', '--host', 'demo');
    expect([exitCode, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ host: 'demo' });
  });

  it('prints no colours into a pipe', async () => {
    const { out } = await run('graph', '--host', 'demo');
    expect(out).not.toContain('\u001b');
    expect(out).toContain('nextcloud');
  });

  it('exits with 1 when nothing matches, and with 2 when it does not understand', async () => {
    expect((await run('trace', 'nobody', '--host', 'demo')).exitCode).toBe(1);
    expect(await run('graph', '--frob')).toMatchObject({ exitCode: 2, out: '' });
    expect(await run('--version')).toMatchObject({ exitCode: 0, out: `${packageJson.version}\n` });
  });

  it('refuses a patience that is no number, before anything is read or served', async () => {
    for (const args of [
      ['graph', '--host', 'demo'],
      ['serve', '--host', 'demo'],
    ]) {
      expect(await ended(startWith({ PATCHBAY_PATIENCE: 'much' }, ...args))).toEqual({
        exitCode: 2,
        out: '',
        err: 'patchbay: PATCHBAY_PATIENCE takes a number from 1 to 60, such as 3 or 2.5. With 3, Patchbay waits three times as long for each command of a slow host.\n',
      });
    }
    const { exitCode } = await ended(startWith({ PATCHBAY_PATIENCE: '6' }, 'graph', '--host', 'demo'));
    expect(exitCode).toBe(0);
  });

  it('is not upset when its reader goes away', async () => {
    const child = start('graph', '--json', '--host', 'demo');
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (data) => {
      err += data;
    });
    const [exitCode, signal] = await once(child, 'close');
    expect([exitCode, signal, err]).toEqual([0, null, '']);
  });

  it.skipIf(!existsSync('/dev/full'))('says that its result was lost on a full disk', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [entry, 'unplug', 'vnet5', '--yes', '--host', 'demo'], {
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    let err = '';
    child.stderr?.on('data', (data) => {
      err += data;
    });
    const [exitCode] = await once(child, 'close');
    expect([exitCode, err.split('\n').filter((line) => line.startsWith('patchbay:'))]).toEqual([
      1,
      ['patchbay: The result could not be written (ENOSPC).'],
    ]);
    expect(err).not.toContain('    at ');
  });

  it('finishes an edit whose reader went away', async () => {
    const child = start('unplug', 'vnet5', '--yes', '--host', 'demo');
    child.stdout.destroy();
    child.stderr.destroy();
    const [exitCode] = await once(child, 'close');
    expect(exitCode).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('serves until %s', async (signal) => {
    const child = start('serve', '--host', 'demo');
    const [line] = await once(child.stdout, 'data');
    const address = /http:\/\/127\.0\.0\.1:\d+\S*/.exec(String(line))?.[0];
    expect((await fetch(address ?? 'about:blank', { redirect: 'manual' })).status).toBeLessThan(400);
    child.kill(signal);
    const [exitCode] = await once(child, 'close');
    expect(exitCode).toBe(0);
  });
});
