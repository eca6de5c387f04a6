import type { Command, RunOutcome } from '#shared/host/command.ts';
import type { RunLimits } from '../host.ts';
import { Lane } from '../local/process/lane.ts';
import { holdsNul } from '../local/process/laneProgram.ts';
import { DEFAULT_MAX_BYTES } from '../local/process/run.ts';
import type { SshConnection } from './connection.ts';
import { lost, outcomeOf, unreached } from './outcome.ts';
import type { SshFailure } from './sshFailure.ts';

/** Commands that are asked for within this time go to one shell: a poll’s sources begin together. */
const GATHER_MS = 4;
/** What answers from the kernel or a small file at once; anything else goes alone: it must not hold up the others. */
const QUICK: ReadonlySet<string> = new Set(['bridge', 'cat', 'grep', 'id', 'ip', 'ls']);
/** sshd allows ten sessions on a connection (MaxSessions in sshd_config(5)); two follow the host’s events, one holds the lock. */
const MOST_LANES = 6;
/** Milliseconds beyond what the commands may take: the way there and back. */
const WAY_MS = 20_000;

interface Asked {
  readonly command: Command;
  readonly limits: RunLimits;
  readonly settle: (outcome: RunOutcome) => void;
  isSettled: boolean;
}

/** Runs the commands of one host in shells that stay: those that come together, in one round trip. */
export class Lanes {
  readonly #connection: SshConnection;
  readonly #lanes = new Set<Lane>();
  readonly #waiting: (readonly Asked[])[] = [];
  #opening = 0;
  #gathered: Asked[] = [];
  #isClosed = false;

  constructor(connection: SshConnection) {
    this.#connection = connection;
  }

  /** Never rejects. */
  run(command: Command, limits: RunLimits): Promise<RunOutcome> {
    if (this.#isClosed || limits.signal?.aborted) return Promise.resolve({ kind: 'cancelled' });
    if (holdsNul(command)) {
      return Promise.resolve({ kind: 'failed', message: `${command.argv[0]} can’t be given a NUL.` });
    }
    return new Promise((resolve) => {
      const cancel = () => settle({ kind: 'cancelled' });
      const settle = (outcome: RunOutcome) => {
        asked.isSettled = true;
        limits.signal?.removeEventListener('abort', cancel);
        resolve(outcome);
      };
      const asked: Asked = { command, limits, settle, isSettled: false };
      limits.signal?.addEventListener('abort', cancel, { once: true });
      if (!isQuick(command)) return this.#start([asked]);
      this.#gathered.push(asked);
      if (this.#gathered.length === 1) setTimeout(() => this.#flush(), GATHER_MS);
    });
  }

  /** Uses a shell that was opened for something else. */
  add(lane: Lane): void {
    this.#lanes.add(lane);
    void lane.ended.then(() => this.#lanes.delete(lane));
  }

  close(): void {
    this.#isClosed = true;
    const batches = [this.#gathered.splice(0), ...this.#waiting.splice(0)];
    for (const batch of batches) for (const { settle } of batch) settle({ kind: 'cancelled' });
    for (const lane of this.#lanes) lane.close();
  }

  #flush(): void {
    const batch = this.#gathered;
    this.#gathered = [];
    if (batch.length > 0) this.#start(batch);
  }

  #start(batch: readonly Asked[]): void {
    this.#waiting.push(batch);
    this.#turn();
  }

  /** Gives what waits to free shells, and opens more where it still waits. */
  #turn(): void {
    for (const lane of this.#lanes) {
      if (this.#waiting.length === 0) return;
      if (lane.isIdle && !lane.isOver) this.#hand(lane);
    }
    const wanted = Math.min(this.#waiting.length, MOST_LANES - this.#lanes.size);
    while (this.#opening < wanted) {
      this.#opening += 1;
      void this.#connection.open().then((opened) => {
        this.#opening -= 1;
        if (opened instanceof Lane) this.#take(opened);
        else this.#refuse(opened);
      });
    }
  }

  #take(lane: Lane): void {
    this.add(lane);
    if (this.#isClosed) lane.close();
    else this.#turn();
  }

  /** Where others are at work, what waits is theirs when they are free. */
  #refuse(failure: SshFailure): void {
    if (this.#lanes.size > 0 || this.#opening > 0) return;
    for (const batch of this.#waiting.splice(0)) for (const { settle } of batch) settle(unreached(failure));
  }

  #hand(lane: Lane): void {
    const batch = this.#waiting.shift()?.filter(({ isSettled }) => !isSettled) ?? [];
    const limitMs = batch.reduce((sum, { limits }) => sum + limits.timeoutMs, WAY_MS);
    // What hangs there although it was to be ended takes its shell with it.
    const timer = setTimeout(() => lane.close(), limitMs);
    const answers = batch.map((asked) => this.#answer(lane, asked));
    void Promise.all(answers).then(() => {
      clearTimeout(timer);
      this.#turn();
    });
  }

  async #answer(lane: Lane, { command, limits, settle }: Asked): Promise<void> {
    const { signal } = limits;
    const hasTimeout = this.#connection.facts?.hasTimeout === true;
    const seconds = hasTimeout ? Math.max(1, Math.ceil(limits.timeoutMs / 1000)) : null;
    const since = performance.now();
    // Of several the shell may be at any.
    const onAbort = () => isQuick(command) || this.#end(lane);
    signal?.addEventListener('abort', onAbort, { once: true });
    const answer = await lane.run(command, seconds, limits.maxBytes ?? DEFAULT_MAX_BYTES);
    signal?.removeEventListener('abort', onAbort);
    if (answer !== null) settle(outcomeOf(command, limits, answer));
    else if (this.#isClosed) settle({ kind: 'cancelled' });
    else settle(lost(limits, performance.now() - since >= limits.timeoutMs));
  }

  /** Ends what a shell is at, by another one: nobody waits for it any more. */
  #end({ pid }: Lane): void {
    if (this.#isClosed || pid === null) return;
    const script = 'for p in $(cat "/proc/$1/task/$1/children"); do kill "$p"; done';
    void this.run({ argv: ['sh', '-c', script, 'patchbay-end', String(pid)] }, { timeoutMs: 5000 });
  }
}

/** One with an input is an edit, mostly. */
function isQuick({ argv, stdin }: Command): boolean {
  return QUICK.has(argv[0]) && stdin === undefined;
}
