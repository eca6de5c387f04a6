import process from 'node:process';
import { execa } from 'execa';
import type { Command, RunOutcome } from '#shared/host/command.ts';
import type { Talking } from '../../host.ts';
import { toolEnvironment } from './environment.ts';
import { launchFailure } from './launchFailure.ts';
import { LineSplitter } from './lines.ts';
import { releasePipesAfterExit } from './pipes.ts';
import { KILL_AFTER_MS } from './run.ts';

const MAX_ERROR_BYTES = 64 * 1024;

/** A command that is talked with; `ended` never rejects. */
interface TalkingProcess extends Talking {
  stop(): void;
  readonly ended: Promise<RunOutcome>;
}

/**
 * Runs a command that is told lines and answers in lines. It is ended by the end of its input; what does not heed that
 * is killed, and what cannot be killed (a process that has become root's) is let go: its input stays closed.
 */
export function talkToProcess(command: Command, onLine: (line: string) => void): TalkingProcess {
  const [program, ...args] = command.argv;
  const killer = new AbortController();
  const child = execa(program, args, {
    stdin: 'pipe',
    env: toolEnvironment(process.env),
    extendEnv: false,
    cwd: '/',
    buffer: false,
    encoding: 'buffer',
    cancelSignal: killer.signal,
    forceKillAfterDelay: KILL_AFTER_MS,
    cleanup: true,
    reject: false,
  });
  releasePipesAfterExit(child);
  // It may end while it is told something; how it ended is told separately.
  child.stdin.on('error', () => {});
  const lines = new LineSplitter(onLine);
  child.stdout.on('data', (chunk: Uint8Array) => lines.push(chunk));
  const errors: Uint8Array[] = [];
  let errorBytes = 0;
  child.stderr.on('data', (chunk: Uint8Array) => {
    errorBytes += chunk.length;
    if (errorBytes <= MAX_ERROR_BYTES) errors.push(chunk);
  });

  let letGo = (): void => {};
  const given = new Promise<'let-go'>((resolve) => {
    letGo = () => resolve('let-go');
  });
  const timers: NodeJS.Timeout[] = [];
  const kill = (): void => {
    killer.abort();
    timers.push(setTimeout(letGo, 2 * KILL_AFTER_MS));
  };

  async function ending(): Promise<RunOutcome> {
    const result = await Promise.race([child, given]);
    for (const timer of timers) clearTimeout(timer);
    lines.end();
    if (result === 'let-go') {
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      return { kind: 'cancelled' };
    }
    if (result.isCanceled) return { kind: 'cancelled' };
    const stderr = Buffer.concat(errors).toString('utf8');
    if (result.exitCode !== undefined)
      return { kind: 'exited', exitCode: result.exitCode, stdout: '', stderr };
    if (result.signal === undefined) return launchFailure(program, result);
    return { kind: 'failed', message: `${program} was ended by the signal ${result.signal}.` };
  }

  return {
    say: (line) => void child.stdin.write(`${line}\n`),
    end() {
      child.stdin.end();
      timers.push(setTimeout(kill, KILL_AFTER_MS));
    },
    stop() {
      child.stdin.end();
      kill();
    },
    ended: ending().catch((error: unknown) => launchFailure(program, error)),
  };
}
