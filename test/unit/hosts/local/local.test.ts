import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { build } from 'vite';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { FollowEnd, Host } from '#electron/hosts/host.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import type { RunOutcome } from '#shared/host/command.ts';

// Processes start slowly on a busy machine, and nothing here depends on how slowly.
vi.setConfig({ testTimeout: 60_000 });
const LONG = { timeoutMs: 30_000 };
/** Long enough for a shell to print its PID. */
const SHORT = { timeoutMs: 1000 };
let host: Host;

beforeEach(() => {
  host = localHost();
});
afterEach(() => host.close());

function sh(script: string, ...args: string[]): [string, ...string[]] {
  return ['sh', '-c', script, 'sh', ...args];
}

function exited(outcome: RunOutcome): Extract<RunOutcome, { kind: 'exited' }> {
  if (outcome.kind !== 'exited') expect.fail(`ended with ${JSON.stringify(outcome)}`);
  return outcome;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function pidIn(stdout: string): number {
  expect(stdout).toMatch(/^\d+\n$/);
  return Number(stdout);
}

/** Waits until the process is gone; the test's own timeout is the limit. */
async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-local-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

describe('run', () => {
  it.each(['/nowhere', '/dev/null'])('names the temporary folder that takes no input: %s', async (folder) => {
    vi.stubEnv('TMPDIR', folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    const outcome = await host.run({ argv: ['cat'], stdin: '<interface/>' }, LONG);
    expect(outcome).toEqual({
      kind: 'failed',
      message: expect.stringMatching(
        `^cat could not be run: .* the temporary folder ${folder} \\(.*, EN[A-Z]+\\); .* TMPDIR`,
      ),
    });
  });

  it('hands over what the command printed, untouched, and its exit code as data', async () => {
    const outcome = await host.run({ argv: sh('printf "one\\ntwo\\n\\n"; printf oops >&2; exit 3') }, LONG);
    expect(outcome).toEqual({ kind: 'exited', exitCode: 3, stdout: 'one\ntwo\n\n', stderr: 'oops' });
  });

  it('passes arguments as they are: nothing in them becomes syntax', async () => {
    const hostile = ['a b', '$(id)', "it's", '"', '; rm -rf x', '*', '', '-n', 'é\n<script>'];
    const outcome = exited(await host.run({ argv: ['printf', '%s\\0', ...hostile] }, LONG));
    expect(outcome.stdout.split('\0')).toEqual([...hostile, '']);
  });

  it('writes stdin and closes it, as a pipe and by the path that virsh opens; without any it is empty', async () => {
    expect(exited(await host.run({ argv: ['cat'], stdin: '<a>é</a>' }, LONG)).stdout).toBe('<a>é</a>');
    expect(exited(await host.run({ argv: ['cat'] }, LONG)).stdout).toBe('');
    expect(exited(await host.run({ argv: ['cat', '/dev/stdin'], stdin: 'é' }, LONG)).stdout).toBe('é');
  });

  it('does not mind a command that ends without reading its stdin', async () => {
    const outcome = await host.run({ argv: ['true'], stdin: 'x'.repeat(4_000_000) }, LONG);
    expect(exited(outcome).exitCode).toBe(0);
  });

  it('shows a byte that is no UTF-8 as such', async () => {
    expect(exited(await host.run({ argv: ['printf', 'a\\377b'] }, LONG)).stdout).toBe('a\\xffb');
  });

  it('runs in English and UTF-8, with the admin folders on the PATH, wherever the app was started', async () => {
    const before = { ...process.env };
    onTestFinished(() => {
      process.env = before;
    });
    process.env = { ...before, PATH: '/usr/bin:/bin', LC_ALL: 'C', LANG: 'de_DE.UTF-8', LANGUAGE: 'de' };
    const { stdout } = exited(
      await host.run({ argv: sh('echo "$LC_ALL|$LANG|$LANGUAGE|$PATH|$PWD"') }, LONG),
    );
    expect(stdout).toBe('C.UTF-8|C.UTF-8||/usr/bin:/bin:/usr/sbin:/sbin|/\n');
  });

  it('says that a program is missing', async () => {
    expect(await host.run({ argv: ['patchbay-no-such-program', 'x'] }, LONG)).toEqual({
      kind: 'missing',
      program: 'patchbay-no-such-program',
    });
  });

  it('says that a program may not be run', async () => {
    const program = join(await scratchFolder(), 'not-executable');
    await writeFile(program, '#!/bin/sh\n');
    await chmod(program, 0o644);
    expect(await host.run({ argv: [program] }, LONG)).toMatchObject({ kind: 'denied', program });
  });

  it('fails, and does not throw, for arguments that no process can be given', async () => {
    expect(await host.run({ argv: ['echo', 'a\0b'] }, LONG)).toMatchObject({ kind: 'failed' });
    expect(await host.run({ argv: ['echo', 'x'.repeat(200_000)] }, LONG)).toMatchObject({ kind: 'failed' });
  });

  it('names the signal that ended a command', async () => {
    expect(await host.run({ argv: sh('kill -SEGV $$') }, LONG)).toEqual({
      kind: 'failed',
      message: 'sh was ended by the signal SIGSEGV.',
    });
  });

  it('ends a command whose time is up, and keeps what it had printed', async () => {
    const outcome = await host.run({ argv: sh('echo $$; exec sleep 600') }, SHORT);
    expect(outcome).toMatchObject({ kind: 'timed-out', afterMs: 1000 });
    if (outcome.kind === 'timed-out') await gone(pidIn(outcome.stdout));
  });

  it('gives a command as much longer as its patience says', async () => {
    const patient = localHost(2);
    onTestFinished(() => patient.close());
    expect(patient.patience).toBe(2);
    expect(host.patience).toBeUndefined();
    const outcome = await patient.run({ argv: sh('exec sleep 600') }, { timeoutMs: 100 });
    expect(outcome).toMatchObject({ kind: 'timed-out', afterMs: 200 });
  });

  it('kills a hung command that ignores SIGTERM', async () => {
    const script = 'trap "" TERM; echo $$; while :; do sleep 0.1; done';
    const outcome = await host.run({ argv: sh(script) }, SHORT);
    expect(outcome.kind).toBe('timed-out');
    if (outcome.kind === 'timed-out') await gone(pidIn(outcome.stdout));
  });

  it('does not wait for what a command left behind holding its output', async () => {
    const { stdout } = exited(await host.run({ argv: sh('sleep 600 & echo $!') }, LONG));
    process.kill(pidIn(stdout), 'SIGKILL');
  });

  it('gives up on a wrapper script whose child hangs', async () => {
    const outcome = await host.run({ argv: sh('sleep 600 & echo $!; wait') }, SHORT);
    expect(outcome.kind).toBe('timed-out');
    if (outcome.kind === 'timed-out') process.kill(pidIn(outcome.stdout), 'SIGKILL');
  });

  it('stops a command that prints without end at the limit', async () => {
    const outcome = await host.run({ argv: ['yes'] }, { ...LONG, maxBytes: 100_000 });
    expect(outcome).toEqual({ kind: 'too-much-output', limitBytes: 100_000 });
  });

  it('counts the limit in bytes and lets exactly that many pass', async () => {
    const argv: [string, ...string[]] = ['printf', 'éé'];
    expect(exited(await host.run({ argv }, { ...LONG, maxBytes: 4 })).stdout).toBe('éé');
    expect(await host.run({ argv }, { ...LONG, maxBytes: 3 })).toMatchObject({ kind: 'too-much-output' });
  });

  it('reads output of many megabytes whole', async () => {
    const outcome = exited(await host.run({ argv: ['head', '-c', '20000000', '/dev/zero'] }, LONG));
    expect(outcome.stdout.length).toBe(20_000_000);
  });

  it('can be cancelled, before and while it runs', async () => {
    expect(await host.run({ argv: ['true'] }, { ...LONG, signal: AbortSignal.abort() })).toEqual({
      kind: 'cancelled',
    });
    const controller = new AbortController();
    const running = host.run({ argv: ['sleep', '600'] }, { ...LONG, signal: controller.signal });
    controller.abort();
    expect(await running).toEqual({ kind: 'cancelled' });
  });
});

/** Follows a command to its end. */
function followToEnd(argv: [string, ...string[]]): Promise<{ lines: string[]; end: FollowEnd }> {
  const lines: string[] = [];
  return new Promise((resolve) => {
    host.follow(
      { argv },
      (line) => lines.push(line),
      (end) => resolve({ lines, end }),
    );
  });
}

describe('follow', () => {
  it('hands on whole lines however the output is cut up, and the last one without a newline', async () => {
    const script = 'printf "on"; sleep 0.1; printf "e\\n\\ntw\\303"; sleep 0.1; printf "\\251o\\nthree"';
    const { lines, end } = await followToEnd(sh(script));
    expect(lines).toEqual(['one', '', 'twéo', 'three']);
    expect(end).toEqual({ kind: 'exited', message: 'sh ended with exit code 0.' });
  });

  it('hands on what is said on stderr too, and ends with the reason', async () => {
    const { lines, end } = await followToEnd(sh('echo "error: lost the connection" >&2; exit 1'));
    expect(lines).toEqual(['error: lost the connection']);
    expect(end).toEqual({
      kind: 'exited',
      message: 'sh ended with exit code 1: error: lost the connection',
    });
  });

  it('cuts a line that has no end instead of collecting it', async () => {
    const { lines } = await followToEnd(sh('head -c 1000000 /dev/zero | tr "\\0" x; echo; echo next'));
    expect(lines.map((line) => line.length)).toEqual([65_536, 4]);
  });

  it('says that the program is missing', async () => {
    const { end } = await followToEnd(['patchbay-no-such-program']);
    expect(end).toEqual({ kind: 'missing', message: 'patchbay-no-such-program is not installed.' });
  });

  it('fails, and does not throw, for arguments that no process can be given', async () => {
    expect((await followToEnd(['echo', 'a\0b'])).end.kind).toBe('failed');
  });

  it.each([
    ['a willing command', 'echo $$; exec sleep 600'],
    ['one that ignores SIGTERM', 'trap "" TERM; echo $$; while :; do sleep 0.1; done'],
  ])('stops %s, and hands on no line afterwards', async (_, script) => {
    const lines: string[] = [];
    const end = await new Promise<FollowEnd>((resolve) => {
      const following = host.follow(
        { argv: sh(script) },
        (line) => {
          lines.push(line);
          following.stop();
        },
        resolve,
      );
    });
    expect(end.kind).toBe('stopped');
    expect(lines).toHaveLength(1);
    expect(isAlive(Number(lines[0]))).toBe(false);
  });
});

describe('close', () => {
  it('ends whatever still runs, and starts nothing any more', async () => {
    const running = host.run({ argv: ['sleep', '600'] }, LONG);
    const followed = followToEnd(['sleep', '600']);
    await host.close();
    expect(await running).toEqual({ kind: 'cancelled' });
    expect((await followed).end.kind).toBe('stopped');
    expect(await host.run({ argv: ['true'] }, LONG)).toEqual({ kind: 'cancelled' });
    expect((await followToEnd(['true'])).end.kind).toBe('stopped');
  });
});

it.each(['exit', 'SIGTERM', 'SIGINT'])('leaves no followed command behind at %s', async (how) => {
  const folder = await scratchFolder();
  await build({
    configFile: false,
    logLevel: 'silent',
    build: { ssr: 'electron/hosts/local/local.ts', outDir: folder },
    ssr: { noExternal: true },
  });
  const parent = `
    import { localHost } from ${JSON.stringify(join(folder, 'local.js'))};
    localHost().follow({ argv: ['sh', '-c', 'echo $$; exec sleep 600'] }, (pid) => {
      console.log(pid);
      ${how === 'exit' ? 'process.exit(0)' : `process.kill(process.pid, '${how}')`};
    }, () => {});`;
  const argv = sh('node "$@"; :', '--input-type=module', '-e', parent);
  const { stdout } = exited(await host.run({ argv }, LONG));
  await gone(pidIn(stdout));
});
