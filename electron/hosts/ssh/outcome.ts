import type { Command, RunOutcome } from '#shared/host/command.ts';
import type { RunLimits } from '../host.ts';
import type { LaneAnswer } from '../local/process/lane.ts';
import { DEFAULT_MAX_BYTES } from '../local/process/run.ts';
import { textOf } from '../local/process/text.ts';
import type { SshFailure } from './sshFailure.ts';

/** `timeout` exits with 124 (timeout(1)). */
const TIMED_OUT = 124;
/** Killed, by a signal that it had to send twice, or that BusyBox’s has sent; or by somebody else. */
const KILLED: ReadonlySet<number> = new Set([137, 143]);
/** The shell’s, of a program that may not be executed. */
const NOT_EXECUTABLE = 126;

/** How a command ended, by what came back of it. */
export function outcomeOf(
  { argv: [program] }: Command,
  { timeoutMs, maxBytes = DEFAULT_MAX_BYTES }: RunLimits,
  { stdout, stderr, ms }: LaneAnswer,
): RunOutcome {
  if (stdout.end === 'missing') return { kind: 'missing', program };
  if (stdout.isCut || stderr.isCut) return { kind: 'too-much-output', limitBytes: maxBytes };
  const [out, err] = [textOf(stdout.text), textOf(stderr.text)];
  const exitCode = Number(stdout.end);
  if (exitCode === TIMED_OUT || (KILLED.has(exitCode) && ms >= timeoutMs))
    return { kind: 'timed-out', afterMs: timeoutMs, stdout: out, stderr: err };
  if (exitCode === NOT_EXECUTABLE) return { kind: 'denied', program, message: err.trim() };
  return { kind: 'exited', exitCode, stdout: out, stderr: err };
}

/** Nothing came back of a command: its shell has gone. */
export function lost({ timeoutMs }: RunLimits, isOverdue: boolean): RunOutcome {
  return isOverdue
    ? { kind: 'timed-out', afterMs: timeoutMs, stdout: '', stderr: '' }
    : { kind: 'failed', message: 'The connection broke off before this command had ended.' };
}

/** There was no shell to run it in. */
export function unreached({ message, advice }: SshFailure): RunOutcome {
  return { kind: 'failed', message: `${message} ${advice}`.trim() };
}
