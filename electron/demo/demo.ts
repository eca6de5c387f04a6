import type { Command, RunOutcome } from '#shared/host/command.ts';
import { bareHost } from '../hosts/bareHost.ts';
import type { FollowEnd, Following, GuardProgram, Host, RunLimits } from '../hosts/host.ts';
import type { CommandAnswer } from './answer.ts';
import { expired } from './guard/run.ts';
import { homelab } from './homelab/homelab.ts';
import type { Homelab } from './model.ts';
import { programs } from './programs.ts';
import { streamOf } from './streams.ts';

export interface DemoOptions {
  /** The host as it stands at first; the demo's homelab when absent. */
  readonly lab?: Homelab;
  /** Stretches how long commands take: 1 as real ones, 0 at once. */
  readonly pace?: number;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

const USUAL_MS = 4;
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/**
 * A simulated homelab that answers the commands of a real host with the same texts, so that reading, planning and
 * applying run on it unchanged. It starts the same each time, and forgets every edit when it is closed.
 */
export function demoHost(options: DemoOptions = {}): Host {
  return new DemoHost(options);
}

class DemoHost implements Host {
  readonly name = 'demo';
  readonly editable = true;
  readonly boot = bareHost.boot;
  readonly lock = bareHost.lock;
  readonly historyKey = bareHost.historyKey;
  /** The demo's user is root. */
  readonly helper = bareHost.helper;
  readonly guard: GuardProgram = { words: ['sh', '/usr/lib/patchbay/guard.sh'] };
  #lab: Homelab;
  readonly #pace: number;
  readonly #clock: () => number;
  readonly #started: number;
  readonly #listeners = new Set<(before: Homelab, after: Homelab) => void>();
  /** What cuts each wait short, and ends each stream. */
  readonly #stops = new Set<() => void>();
  /** Waits for the next guarded edit that has to be taken back. */
  #alarm: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ lab = homelab(), pace = 1, clock = Date.now }: DemoOptions) {
    this.#lab = lab;
    this.#pace = pace;
    this.#clock = clock;
    this.#started = clock();
  }

  async run(command: Command, limits: RunLimits): Promise<RunOutcome> {
    const [program] = command.argv;
    if (!programs.has(program)) return { kind: 'missing', program };
    // Answered twice: now for how long it takes, and once that has passed for what the host is like by then.
    const takesMs = (this.#answer(command).takesMs ?? USUAL_MS) * this.#pace;
    if (!(await this.#wait(Math.min(takesMs, limits.timeoutMs), limits.signal))) return { kind: 'cancelled' };
    if (takesMs > limits.timeoutMs)
      return { kind: 'timed-out', afterMs: limits.timeoutMs, stdout: '', stderr: '' };

    const answer = this.#answer(command);
    if (answer.lab !== undefined) this.#become(answer.lab);
    const { exitCode, stdout, stderr } = answer;
    const limitBytes = limits.maxBytes ?? DEFAULT_MAX_BYTES;
    if (Math.max(Buffer.byteLength(stdout), Buffer.byteLength(stderr)) > limitBytes)
      return { kind: 'too-much-output', limitBytes };
    return { kind: 'exited', exitCode, stdout, stderr };
  }

  follow(command: Command, onLine: (line: string) => void, onEnd: (end: FollowEnd) => void): Following {
    const stream = streamOf(command.argv);
    const listener = (before: Homelab, after: Homelab) => {
      for (const line of stream.ok ? stream.lines(before, after, this.#clock()) : []) onLine(line);
    };
    const end = (reason: FollowEnd) => {
      this.#stops.delete(stop);
      if (this.#listeners.delete(listener)) onEnd(reason);
    };
    const stop = () => end({ kind: 'stopped', message: '' });
    this.#listeners.add(listener);
    this.#stops.add(stop);
    if (this.#closed) queueMicrotask(stop);
    else if (!stream.ok) queueMicrotask(() => end({ kind: stream.kind, message: stream.message }));
    return { stop };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#alarm);
    for (const stop of [...this.#stops]) stop();
  }

  #answer({ argv, stdin = '' }: Command): CommandAnswer {
    const [program, ...args] = argv;
    const now = this.#clock();
    this.#takeBack();
    const answer = programs.get(program)?.({
      lab: this.#lab,
      args,
      stdin,
      elapsed: now - this.#started,
      now,
    });
    return answer ?? { exitCode: 127, stdout: '', stderr: '' };
  }

  #become(after: Homelab): void {
    const before = this.#lab;
    if (after === before) return;
    this.#lab = after;
    for (const tell of [...this.#listeners]) tell(before, after);
    this.#setAlarm();
  }

  /** A guarded edit whose time is up is taken back by the host itself, whether anybody asks or not. */
  #takeBack(): void {
    const now = this.#clock();
    this.#become(expired(this.#lab, { now, elapsed: now - this.#started }));
  }

  #setAlarm(): void {
    clearTimeout(this.#alarm);
    const deadlines = this.#lab.guards.flatMap(({ deadline }) => deadline ?? []);
    if (this.#closed || deadlines.length === 0) return;
    const ring = () => {
      this.#takeBack();
      this.#setAlarm();
    };
    this.#alarm = setTimeout(ring, Math.max(0, Math.min(...deadlines) - this.#clock()));
    this.#alarm.unref();
  }

  /** True when the time has passed; false when it was cut short. */
  #wait(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
    if (this.#closed || signal?.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const finish = (passed: boolean) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        this.#stops.delete(stop);
        resolve(passed);
      };
      const stop = () => finish(false);
      const timer = setTimeout(() => finish(true), ms);
      signal?.addEventListener('abort', stop, { once: true });
      this.#stops.add(stop);
    });
  }
}
