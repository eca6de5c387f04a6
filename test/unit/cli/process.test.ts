import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
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
  // Also for a user who is not root.
  await chmod(directory, 0o755);
  await mkdir(join(directory, 'renderer'));
  await writeFile(join(directory, 'renderer/index.html'), '<!doctype html><title>Patchbay</title>');
}, 60_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

/** Someone who is not root, as whom a window can be opened. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** A stand-in for the window's program: tells what it was given, and goes on until it is told to end. */
async function installWindow(script: string) {
  await mkdir(join(directory, 'window'), { recursive: true });
  await writeFile(join(directory, 'window/patchbay'), `#!/bin/sh\n${script}\n`);
  await chmod(join(directory, 'window/patchbay'), 0o755);
}

function startAsUser(environment: Readonly<Record<string, string>>, ...args: string[]) {
  return spawn(process.execPath, [entry, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...environment },
    ...nobody,
  });
}

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

describe('without a command', () => {
  afterEach(() => rm(join(directory, 'window'), { recursive: true, force: true }));

  it('tells which commands there are, where no window is installed', async () => {
    const bare = await ended(startAsUser({ DISPLAY: ':0' }));
    expect(bare).toMatchObject({ exitCode: 2, out: '' });
    expect(bare.err).toMatch(/^patchbay: Which command\?\nUsage: patchbay COMMAND \[options\]\n\n {2}graph /);
    const { exitCode, err } = await ended(startAsUser({ DISPLAY: ':0' }, '--host', 'demo'));
    expect([exitCode, err.split('\n')[0]]).toEqual([
      2,
      'patchbay: Which command? Without one, the window opens, but it is not installed: on Debian and Ubuntu it is the package “patchbay”.',
    ]);
  });

  it.each([{ DISPLAY: ':0' }, { WAYLAND_DISPLAY: 'wayland-0' }])(
    'runs the window with its options, streams and exit code: %j',
    async (display) => {
      await installWindow('printf "%s\\n" "$@"; echo told >&2; exit 7');
      const args = ['--disable-gpu', '--read-only', '--host', 'replay:a b.json', '--ozone-platform=x11'];
      expect(await ended(startAsUser(display, ...args))).toEqual({
        exitCode: 7,
        out: '--host=replay:a b.json\n--read-only\n--disable-gpu\n--ozone-platform=x11\n',
        err: 'told\n',
      });
    },
  );

  it('says why there can be no window, and what to do', async () => {
    await installWindow('exit 0');
    expect((await ended(startAsUser({}))).err).toContain('there is no display');
    await chmod(join(directory, 'window/patchbay'), 0o644);
    const { exitCode, err } = await ended(startAsUser({ DISPLAY: ':0' }));
    expect(exitCode).toBe(1);
    expect(err).toMatch(/^patchbay: .*window\/patchbay could not be started \(.*EACCES.*\)\. Install/);
  });

  it.skipIf(process.getuid?.() !== 0)('opens none for root', async () => {
    await installWindow('echo opened');
    const { exitCode, out, err } = await ended(startWith({ DISPLAY: ':0' }));
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain('it does not run as root');
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('hands %s on to the window', async (signal) => {
    // No shell: one that was started with the signal ignored, as in the background, can’t trap it.
    const script = `process.on('${signal}', () => { console.log('got ${signal}'); process.exit(9); }); setInterval(() => {}, 1000); console.log('up');`;
    await installWindow(`exec '${process.execPath}' -e "${script}"`);
    const child = startAsUser({ DISPLAY: ':0' });
    const all = ended(child);
    await once(child.stdout, 'data');
    child.kill(signal);
    expect(await all).toEqual({ exitCode: 9, out: `up\ngot ${signal}\n`, err: '' });
  });

  it('exits as shells do when the window is killed', async () => {
    await installWindow('kill -KILL $$');
    expect((await ended(startAsUser({ DISPLAY: ':0' }))).exitCode).toBe(137);
  });
});

describe('at a terminal', () => {
  /** A terminal of which Ctrl-C is typed. @returns all that it shows, and the exit code at its end */
  async function interrupt(): Promise<string> {
    const line = `'${process.execPath}' '${entry}'; echo exit code $?`;
    const child = spawn('script', ['-qec', line, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH, DISPLAY: ':0', SHELL: '/bin/sh', HOME: '/' },
      ...nobody,
    });
    let said = '';
    child.stdout.on('data', (data) => {
      if (!said.includes('up') && String(data).includes('up')) child.stdin.write('\u0003');
      said += data;
    });
    await once(child, 'close');
    return said;
  }

  it('the window gets one Ctrl-C, the terminal’s own', async () => {
    const script =
      "let count = 0; process.on('SIGINT', () => { count += 1; if (count === 1) setTimeout(() => { console.log('got ' + count); process.exit(9); }, 1000); }); setInterval(() => {}, 1000); console.log('up');";
    await installWindow(`exec '${process.execPath}' -e "${script}"`);
    expect(await interrupt()).toContain('got 1');
  });

  it('a capture is not printed', async () => {
    const line = `'${process.execPath}' '${entry}' capture - --host demo`;
    const child = spawn('script', ['-qec', line, '/dev/null'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
    });
    const [exitCode] = await once(child, 'close');
    expect([exitCode, said]).toEqual([
      1,
      expect.stringMatching(/^\S*patchbay: \S*A capture is not printed on a terminal/),
    ]);
  });

  it('and into a pipe is all that is on stdout', async () => {
    const { exitCode, out, err } = await run('capture', '-', '--host', 'demo');
    expect([exitCode, JSON.parse(out)]).toMatchObject([0, { format: 'patchbay-capture', host: 'demo' }]);
    expect(err).toBe('Everything was read and is in what was printed. Open it with --host replay:FILE\n');
  });
});
