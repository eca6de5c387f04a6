import { constants } from 'node:os';
import process from 'node:process';
import { isatty } from 'node:tty';
import { execa } from 'execa';
import { UserFailure } from '#shared/userFailure.ts';

/** What a terminal sends to all of its foreground processes, so that the program has it already. */
const OF_TERMINAL = ['SIGINT', 'SIGQUIT', 'SIGHUP'] as const;

/**
 * Runs a program in the place of this one: with its streams, its environment and its folder, and with the signals that
 * it is sent. A signal that a terminal gives to both is not handed on, as many programs end at once when it comes twice.
 * @returns its exit code; 128 and the number of the signal that ended it, as shells have it
 * @throws {UserFailure} when it can't be started
 */
export async function runInPlace(program: string, args: readonly string[]): Promise<number> {
  const child = execa(program, args, { stdio: 'inherit', reject: false });
  const atTerminal = [0, 1, 2].some((stream) => isatty(stream));
  const handOn = (signal: NodeJS.Signals): void => {
    if (signal === 'SIGTERM' || !atTerminal) child.kill(signal);
  };
  const signals = ['SIGTERM', ...OF_TERMINAL] as const;
  for (const signal of signals) process.on(signal, handOn);
  const { exitCode, signal, originalMessage } = await child;
  for (const signal of signals) process.off(signal, handOn);
  if (exitCode !== undefined) return exitCode;
  if (signal !== undefined) return 128 + constants.signals[signal];
  throw new UserFailure(
    `${program} could not be started (${originalMessage}).`,
    'Install its package again.',
  );
}
