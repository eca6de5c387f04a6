import type { FileHandle } from 'node:fs/promises';
import process from 'node:process';
import { execa } from 'execa';
import type { Command, RunOutcome } from '#shared/host/command.ts';
import type { RunLimits } from '../../host.ts';
import { toolEnvironment } from './environment.ts';
import { inputHolding } from './input.ts';
import { launchFailure } from './launchFailure.ts';
import { releasePipesAfterExit } from './pipes.ts';
import { textOf } from './text.ts';

export const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
/** What a command gets between SIGTERM and SIGKILL. */
export const KILL_AFTER_MS = 1000;

/**
 * Runs one command to its end: no shell, so nothing in an argument can become syntax. Never rejects. Resolves at the
 * latest two seconds after its time is up, also for what cannot be killed (another user's process, such as sudo's).
 */
export async function runProcess(command: Command, limits: RunLimits): Promise<RunOutcome> {
  let input: FileHandle | null = null;
  const gaveUp = giveUpAfter(limits);
  try {
    if (command.stdin !== undefined) input = await inputHolding(command.stdin);
    if (limits.signal?.aborted) return { kind: 'cancelled' };
    const child = start(command, limits, input);
    releasePipesAfterExit(child);
    const ended = await Promise.race([child, gaveUp.outcome]);
    if (!('kind' in ended)) return outcomeOf(command.argv[0], limits, ended);
    // Nothing more can be done about the process, but it must not keep this one alive.
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
    return ended;
  } catch (error) {
    return launchFailure(command.argv[0], error);
  } finally {
    gaveUp.clear();
    await input?.close();
  }
}

type Child = ReturnType<typeof start>;

function start(command: Command, limits: RunLimits, input: FileHandle | null) {
  const [program, ...args] = command.argv;
  return execa(program, args, {
    // execa takes any descriptor; its types know only the first ones.
    stdin: input === null ? 'ignore' : (input.fd as 3),
    env: toolEnvironment(process.env),
    extendEnv: false,
    // The folder the app was started in may be gone, which would look as if the program were missing.
    cwd: '/',
    // Bytes, so that the limit counts bytes.
    encoding: 'buffer',
    maxBuffer: limits.maxBytes ?? DEFAULT_MAX_BYTES,
    stripFinalNewline: false,
    timeout: limits.timeoutMs,
    forceKillAfterDelay: KILL_AFTER_MS,
    cleanup: true,
    reject: false,
    ...(limits.signal ? { cancelSignal: limits.signal } : {}),
  });
}

function outcomeOf(program: string, limits: RunLimits, ended: Awaited<Child>): RunOutcome {
  const stdout = text(ended.stdout);
  const stderr = text(ended.stderr);
  if (ended.isCanceled) return { kind: 'cancelled' };
  if (ended.timedOut) return { kind: 'timed-out', afterMs: limits.timeoutMs, stdout, stderr };
  if (ended.isMaxBuffer) return { kind: 'too-much-output', limitBytes: limits.maxBytes ?? DEFAULT_MAX_BYTES };
  if (ended.exitCode !== undefined) return { kind: 'exited', exitCode: ended.exitCode, stdout, stderr };
  if (ended.signal !== undefined) {
    return { kind: 'failed', message: `${program} was ended by the signal ${ended.signal}.` };
  }
  return launchFailure(program, ended);
}

/** Absent when the program could not be started. */
function text(bytes: Uint8Array | undefined): string {
  return bytes ? textOf(bytes) : '';
}

/** Resolves when execa should have had its answer but has not: the process can neither be ended nor waited for. */
function giveUpAfter(limits: RunLimits): { outcome: Promise<RunOutcome>; clear(): void } {
  const grace = KILL_AFTER_MS + 1000;
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => {};
  const outcome = new Promise<RunOutcome>((resolve) => {
    const timedOut: RunOutcome = { kind: 'timed-out', afterMs: limits.timeoutMs, stdout: '', stderr: '' };
    timer = setTimeout(resolve, limits.timeoutMs + grace, timedOut);
    onAbort = () => {
      clearTimeout(timer);
      timer = setTimeout(resolve, grace, { kind: 'cancelled' });
    };
  });
  limits.signal?.addEventListener('abort', onAbort, { once: true });
  return {
    outcome,
    clear() {
      clearTimeout(timer);
      limits.signal?.removeEventListener('abort', onAbort);
    },
  };
}
