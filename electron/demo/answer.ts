import type { Homelab } from './model.ts';

/** One command as it reaches the simulated host. */
export interface Call {
  readonly lab: Homelab;
  /** Without the program's name. */
  readonly args: readonly string[];
  readonly stdin: string;
  /** Milliseconds since the host was started: what traffic counters go by. */
  readonly elapsed: number;
  /** Milliseconds since the epoch: what printed dates go by. */
  readonly now: number;
}

/** What a command prints, how it exits, and the host as it leaves it (absent: unchanged). */
export interface CommandAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly lab?: Homelab;
  /** How long the real tool takes, milliseconds; absent: the usual few. */
  readonly takesMs?: number;
}

export function prints(stdout: string): CommandAnswer {
  return { exitCode: 0, stdout, stderr: '' };
}

/** `stderr` without its last newline. */
export function fails(exitCode: number, stderr: string): CommandAnswer {
  return { exitCode, stdout: '', stderr: `${stderr}\n` };
}

export function changes(lab: Homelab, stdout = ''): CommandAnswer {
  return { exitCode: 0, stdout, stderr: '', lab };
}
