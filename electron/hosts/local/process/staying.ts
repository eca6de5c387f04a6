import type { Socket } from 'node:net';
import process from 'node:process';
import { execa } from 'execa';
import { toolEnvironment } from './environment.ts';
import { releasePipesAfterExit } from './pipes.ts';
import { KILL_AFTER_MS } from './run.ts';

export type StayingProcess = ReturnType<typeof startStaying>;

/**
 * Starts a program that stays and is told what to do by its input.
 * @param more variables beside the user’s own
 * @param killSignal what ends it once `signal` is aborted; one that does not heed SIGTERM is killed a second later
 */
export function startStaying(
  program: string,
  words: readonly string[],
  more: NodeJS.ProcessEnv,
  signal: AbortSignal,
  killSignal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM',
) {
  const child = execa(program, words, {
    stdin: 'pipe',
    env: { ...toolEnvironment(process.env), ...more },
    extendEnv: false,
    buffer: false,
    encoding: 'buffer',
    cancelSignal: signal,
    killSignal,
    forceKillAfterDelay: KILL_AFTER_MS,
    cleanup: true,
    reject: false,
  });
  releasePipesAfterExit(child);
  // It may end while it is told something; how it ended is told separately.
  child.stdin.on('error', () => {});
  return child;
}

/** Whether Node goes on for as long as the program is there; it does from the start. */
export function hold(child: StayingProcess, isHeld: boolean): void {
  const way = isHeld ? 'ref' : 'unref';
  child[way]();
  // execa’s types know them as streams only; the pipes of a process are sockets.
  for (const pipe of [child.stdin, child.stdout, child.stderr]) (pipe as Socket)[way]();
}
