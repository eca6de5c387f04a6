import process from 'node:process';
import { execa } from 'execa';
import type { Command } from '#shared/host/command.ts';
import { excerpt } from '#shared/parse/result.ts';
import type { FollowEnd, Following } from '../../host.ts';
import { toolEnvironment } from './environment.ts';
import { launchFailure } from './launchFailure.ts';
import { LineSplitter } from './lines.ts';
import { releasePipesAfterExit } from './pipes.ts';
import { KILL_AFTER_MS } from './run.ts';

/** A command that goes on printing until it ends or is stopped; `ended` never rejects. */
interface FollowedProcess extends Following {
  readonly ended: Promise<FollowEnd>;
}

/**
 * Runs a command that goes on printing and hands on its lines as they come, stdout's and stderr's alike (`ip monitor`
 * tells on stderr that it lost events). It is ended with this process. When this process is killed outright, nothing can
 * end it: it then dies of its closed pipe at the next line that it prints, so give quiet commands a lifetime of their own.
 */
export function followProcess(command: Command, onLine: (line: string) => void): FollowedProcess {
  const [program, ...args] = command.argv;
  const controller = new AbortController();
  return {
    ended: follow(program, args, onLine, controller.signal).catch((error: unknown) => endOf(program, error)),
    stop: () => controller.abort(),
  };
}

async function follow(
  program: string,
  args: readonly string[],
  onLine: (line: string) => void,
  stop: AbortSignal,
): Promise<FollowEnd> {
  const child = execa(program, args, {
    stdin: 'ignore',
    env: toolEnvironment(process.env),
    extendEnv: false,
    cwd: '/',
    // The lines are handed on and forgotten; collecting them would grow for as long as the app runs.
    buffer: false,
    encoding: 'buffer',
    cancelSignal: stop,
    forceKillAfterDelay: KILL_AFTER_MS,
    cleanup: true,
    reject: false,
  });
  releasePipesAfterExit(child);
  let lastError = '';
  const hand = (line: string): void => {
    if (!stop.aborted) onLine(line);
  };
  const out = new LineSplitter(hand);
  const err = new LineSplitter((line) => {
    if (line.trim() !== '') lastError = line;
    hand(line);
  });
  child.stdout.on('data', (chunk: Uint8Array) => out.push(chunk));
  child.stderr.on('data', (chunk: Uint8Array) => err.push(chunk));

  const result = await child;
  out.end();
  err.end();
  if (result.isCanceled) return { kind: 'stopped', message: `${program} was stopped.` };
  if (result.exitCode === undefined && result.signal === undefined) return endOf(program, result);
  const how = result.exitCode === undefined ? `the signal ${result.signal}` : `exit code ${result.exitCode}`;
  const why = lastError === '' ? '.' : `: ${excerpt(lastError)}`;
  return { kind: 'exited', message: `${program} ended with ${how}${why}` };
}

function endOf(program: string, error: unknown): FollowEnd {
  const failure = launchFailure(program, error);
  const message = failure.kind === 'missing' ? `${program} is not installed.` : failure.message;
  return { kind: failure.kind, message };
}
