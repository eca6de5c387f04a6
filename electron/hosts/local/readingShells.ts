import { readFileSync } from 'node:fs';
import process from 'node:process';
import type { Command, RunOutcome } from '#shared/host/command.ts';
import type { RunLimits } from '../host.ts';
import { Lane } from './process/lane.ts';
import { holdsNul, LOADER } from './process/laneProgram.ts';
import { DEFAULT_MAX_BYTES, KILL_AFTER_MS } from './process/run.ts';
import { textOf } from './process/text.ts';

/** What the kernel answers at once: such commands wait for one another in one shell. */
const KERNEL: ReadonlySet<string> = new Set(['ip', 'bridge']);
/** What may take long gets a shell to itself while it runs; by the words that make it a mere reading. */
const ALONE: Readonly<Record<string, string | null>> = {
  find: null,
  grep: null,
  lsns: null,
  nft: '-j',
  // The guard’s program, which only tells what is armed.
  sh: 'list',
  ss: null,
  virsh: '-r',
};
/** Beside the kernel’s. What comes while all of them are busy is started as any other command. */
const MOST_SHELLS = 4;

type Stopped = 'timed-out' | 'cancelled';

/**
 * Runs what only reads in shells that stay. Node copies the tables of all its memory for each program that it starts,
 * which takes many times as long as it takes a small shell, and a poll starts a dozen.
 */
export class ReadingShells {
  #kernel: Lane | null = null;
  readonly #others = new Set<Lane>();
  #isClosed = false;

  /** Never rejects. Null: no shell can run it, or tell how it ended; start it as any other command. */
  async run(command: Command, limits: RunLimits): Promise<RunOutcome | null> {
    const lane = this.#isClosed || limits.signal?.aborted ? null : this.#laneFor(command);
    return lane === null ? null : ask(lane, command, limits);
  }

  /** Ends the shells, and what they are at. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const lanes = [...this.#others, ...(this.#kernel === null ? [] : [this.#kernel])];
    for (const lane of lanes) {
      signalRunning(lane, 'SIGTERM');
      lane.close();
    }
    await Promise.all(lanes.map(({ ended }) => ended));
  }

  #laneFor(command: Command): Lane | null {
    const { argv, stdin, edited } = command;
    const [program, first] = argv;
    if (stdin !== undefined || edited !== undefined || holdsNul(command)) return null;
    if (KERNEL.has(program)) return first === '-j' ? this.#ofKernel() : null;
    if (!Object.hasOwn(ALONE, program)) return null;
    const word = ALONE[program];
    return word == null || argv.includes(word) ? this.#free() : null;
  }

  #ofKernel(): Lane {
    if (this.#kernel === null || this.#kernel.isOver) this.#kernel = open();
    return this.#kernel;
  }

  #free(): Lane | null {
    for (const lane of this.#others) {
      if (lane.isOver) this.#others.delete(lane);
      else if (lane.isIdle) return lane;
    }
    if (this.#others.size >= MOST_SHELLS) return null;
    const lane = open();
    this.#others.add(lane);
    return lane;
  }
}

function open(): Lane {
  return new Lane(['sh', '-c', LOADER]);
}

async function ask(lane: Lane, command: Command, limits: RunLimits): Promise<RunOutcome | null> {
  const { signal, timeoutMs, maxBytes = DEFAULT_MAX_BYTES } = limits;
  const timers: NodeJS.Timeout[] = [];
  let stopped: Stopped | null = null;
  let isBegun = false;
  let giveUp: (answer: null) => void = () => {};
  const givenUp = new Promise<null>((resolve) => {
    giveUp = resolve;
  });

  function later(ms: number, act: () => void): void {
    timers.push(setTimeout(act, ms));
  }
  function end(): void {
    signalRunning(lane, 'SIGTERM');
    later(KILL_AFTER_MS, () => signalRunning(lane, 'SIGKILL'));
    // What can't be ended keeps its shell.
    later(KILL_AFTER_MS + 1000, () => lane.close());
  }
  function stop(why: Stopped): void {
    stopped ??= why;
    if (isBegun) end();
    else giveUp(null);
  }
  const onAbort = () => stop('cancelled');
  signal?.addEventListener('abort', onAbort, { once: true });
  lane.hold(true);
  const running = lane.run(command, null, maxBytes, () => {
    isBegun = true;
    if (stopped === null) later(timeoutMs, () => stop('timed-out'));
    else end();
  });
  const settled = running.finally(() => {
    timers.splice(0).forEach(clearTimeout);
    if (lane.isIdle) lane.hold(false);
  });
  const answer = await Promise.race([settled, givenUp]);
  signal?.removeEventListener('abort', onAbort);

  const stdout = answer === null ? '' : textOf(answer.stdout.text);
  const stderr = answer === null ? '' : textOf(answer.stderr.text);
  if (stopped === 'cancelled') return { kind: 'cancelled' };
  if (stopped === 'timed-out')
    return { kind: 'timed-out', afterMs: timeoutMs, stdout, stderr: stderr.replace(OF_THE_SHELL, '') };
  if (answer === null) return null;
  if (answer.stdout.isCut || answer.stderr.isCut) return { kind: 'too-much-output', limitBytes: maxBytes };
  return told(answer.stdout.end, command, stdout, stderr);
}

/** What the shell itself says of what it ran. */
const OF_THE_SHELL = /(?:Terminated|Killed)\s*$/;

/** A shell tells neither why a program could not be started nor by which signal it ended. */
const TOLD_BELOW = 126;

function told(end: string, { argv: [program] }: Command, stdout: string, stderr: string): RunOutcome | null {
  if (end === 'missing') return { kind: 'missing', program };
  const exitCode = Number(end);
  return exitCode < TOLD_BELOW ? { kind: 'exited', exitCode, stdout, stderr } : null;
}

/** Ends what a shell runs. proc_pid_children(5) */
function signalRunning({ pid }: Lane, signal: NodeJS.Signals): void {
  if (pid === null) return;
  try {
    for (const child of readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' '))
      if (child !== '') process.kill(Number(child), signal);
  } catch {
    // It has ended already.
  }
}
