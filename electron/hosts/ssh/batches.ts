import type { Command, RunOutcome } from '#shared/host/command.ts';
import type { RunLimits } from '../host.ts';
import { textOf } from '../local/process/text.ts';
import { freshToken, type ScriptEnd, type SshConnection } from './connection.ts';
import { type RemoteCommand, remoteScript, type Section, sectionsOf } from './remoteScript.ts';

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
/** Commands that are asked for within this time go in one script: a poll’s sources begin together. */
const GATHER_MS = 4;
/** What answers from the kernel or a small file at once; anything else goes alone: it must not hold up the others. */
const QUICK: ReadonlySet<string> = new Set(['bridge', 'cat', 'grep', 'id', 'ip', 'ls', 'nft', 'ovs-vsctl']);
/** sshd allows ten sessions on a connection (MaxSessions in sshd_config(5)); two follow the host’s events. */
const MOST_AT_ONCE = 7;
/** Milliseconds beyond what the commands may take: a new connection, and the way there and back. */
const WAY_MS = 30_000;

interface Asked {
  readonly command: Command;
  readonly limits: RunLimits;
  readonly settle: (outcome: RunOutcome) => void;
}

/** Runs the commands of one host over its connection: those that come together, in one round trip. */
export class Batches {
  readonly #connection: SshConnection;
  readonly #hasTimeout: () => boolean;
  readonly #closed = new AbortController();
  #gathered: Asked[] = [];
  #running = 0;
  readonly #waiting: (readonly Asked[])[] = [];

  /** @param hasTimeout whether the host has a program `timeout` */
  constructor(connection: SshConnection, hasTimeout: () => boolean) {
    this.#connection = connection;
    this.#hasTimeout = hasTimeout;
  }

  /** Never rejects. A cancelled command is let go: what it does there ends with its script. */
  run(command: Command, limits: RunLimits): Promise<RunOutcome> {
    if (this.#closed.signal.aborted || limits.signal?.aborted) return Promise.resolve({ kind: 'cancelled' });
    return new Promise((resolve) => {
      const cancel = () => settle({ kind: 'cancelled' });
      const settle = (outcome: RunOutcome) => {
        limits.signal?.removeEventListener('abort', cancel);
        resolve(outcome);
      };
      limits.signal?.addEventListener('abort', cancel, { once: true });
      const asked = { command, limits, settle };
      if (!isQuick(asked)) return this.#start([asked]);
      this.#gathered.push(asked);
      if (this.#gathered.length === 1) setTimeout(() => this.#flush(), GATHER_MS);
    });
  }

  close(): void {
    this.#closed.abort();
    this.#flush();
  }

  #flush(): void {
    const gathered = this.#gathered;
    this.#gathered = [];
    if (gathered.length > 0) this.#start(gathered);
  }

  #start(batch: readonly Asked[]): void {
    if (this.#running >= MOST_AT_ONCE) {
      this.#waiting.push(batch);
      return;
    }
    this.#running += 1;
    void this.#run(batch).finally(() => {
      this.#running -= 1;
      const next = this.#waiting.shift();
      if (next !== undefined) this.#start(next);
    });
  }

  async #run(batch: readonly Asked[]): Promise<void> {
    const token = freshToken();
    const commands = batch.map(({ command, limits }): RemoteCommand => {
      const seconds = Math.max(1, Math.ceil(limits.timeoutMs / 1000));
      return { command, seconds: this.#hasTimeout() ? seconds : null };
    });
    const timeoutMs = batch.reduce((sum, { limits }) => sum + limits.timeoutMs, WAY_MS);
    const maxBytes = Math.max(...batch.map(({ limits }) => limits.maxBytes ?? DEFAULT_MAX_BYTES));
    const ended = await this.#connection.run(remoteScript(commands, token), {
      timeoutMs,
      maxBytes,
      signal: this.#closed.signal,
    });
    const sections = ended.kind === 'ran' ? sectionsOf(ended.stdout, ended.stderr, token, batch.length) : [];
    for (const [index, { command, limits, settle }] of batch.entries())
      settle(outcomeOf(command, limits, commands[index]?.seconds ?? null, sections[index] ?? null, ended));
  }
}

/** One with an input is an edit, mostly. */
function isQuick({ command: { argv, stdin, edited } }: Asked): boolean {
  return QUICK.has(argv[0]) && stdin === undefined && edited === undefined;
}

/** `timeout` exits with 124, and with 137 where it had to kill (timeout(1)). */
const TIMED_OUT: ReadonlySet<number> = new Set([124, 137]);
/** The shell’s, of a program that may not be executed. */
const NOT_EXECUTABLE = 126;

function outcomeOf(
  { argv: [program] }: Command,
  { timeoutMs, maxBytes = DEFAULT_MAX_BYTES }: RunLimits,
  seconds: number | null,
  section: Section | null,
  ended: ScriptEnd,
): RunOutcome {
  switch (ended.kind) {
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'unreached':
      return { kind: 'failed', message: [ended.failure.message, ended.failure.advice].join(' ').trim() };
    case 'too-much-output':
      return { kind: 'too-much-output', limitBytes: maxBytes };
    case 'ran':
      break;
  }
  if (section === null) {
    if (ended.isTimedOut) return { kind: 'timed-out', afterMs: timeoutMs, stdout: '', stderr: '' };
    return { kind: 'failed', message: 'The connection broke off before this command had ended.' };
  }
  if (section.end === 'missing') return { kind: 'missing', program };
  const [stdout, stderr] = [textOf(section.stdout), textOf(section.stderr)];
  if (seconds !== null && TIMED_OUT.has(section.end))
    return { kind: 'timed-out', afterMs: timeoutMs, stdout, stderr };
  if (section.end === NOT_EXECUTABLE) return { kind: 'denied', program, message: stderr.trim() };
  return { kind: 'exited', exitCode: section.end, stdout, stderr };
}
