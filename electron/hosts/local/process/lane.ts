import { randomBytes } from 'node:crypto';
import type { Command } from '#shared/host/command.ts';
import { FencedStream, type FencedText } from './fencedStream.ts';
import { becomeWords, greeting, runWords } from './laneProgram.ts';
import { launchFailure } from './launchFailure.ts';
import { LineSplitter } from './lines.ts';
import { hold, type StayingProcess, startStaying } from './staying.ts';

/** What a command printed there, how the shell told that it ended, and how long that took, the way included. */
export interface LaneAnswer {
  readonly stdout: FencedText;
  readonly stderr: FencedText;
  readonly ms: number;
}

/** How the process of a lane ended, here. */
export interface LaneEnd {
  /** Null where a signal ended it, or it could not be started. */
  readonly exitCode: number | null;
  /** Why it could not be started; null: it was. */
  readonly notStarted: ReturnType<typeof launchFailure> | null;
  /** The end of what was printed outside of commands, by ssh or a login shell. */
  readonly said: string;
}

interface Asked {
  readonly maxBytes: number;
  readonly since: number;
  readonly onBegun: () => void;
  stdout?: FencedText;
  stderr?: FencedText;
  readonly settle: (answer: LaneAnswer | null) => void;
}

/** One shell that runs there, which is told commands one after the other for as long as the connection lasts. */
export class Lane {
  readonly #program: string;
  readonly #token = `patchbay-${randomBytes(12).toString('hex')}`;
  readonly #stop = new AbortController();
  readonly #child: StayingProcess;
  readonly #asked = new Map<number, Asked>();
  readonly #out: FencedStream;
  readonly #err: FencedStream;
  #count = 0;
  #isOver = false;
  #pid: number | null = null;
  #greet: (isThere: boolean) => void = () => {};
  /** Whether the shell is there; false: its process ended before. */
  readonly hello: Promise<boolean>;
  /** Never rejects. */
  readonly ended: Promise<LaneEnd>;

  /**
   * @param argv what starts the shell; it is told its program by its input (`LOADER`, `BOOT`)
   * @param more variables beside the user’s own
   */
  constructor([program, ...words]: Command['argv'], more: NodeJS.ProcessEnv = {}) {
    this.#program = program;
    this.hello = new Promise((resolve) => {
      this.#greet = resolve;
    });
    this.#out = new FencedStream(this.#token, this.#eventsOf('stdout'));
    this.#err = new FencedStream(this.#token, this.#eventsOf('stderr'));
    this.#child = startStaying(program, words, more, this.#stop.signal);
    this.#child.stdout.on('data', (chunk: Uint8Array) => this.#out.push(chunk));
    this.#child.stderr.on('data', (chunk: Uint8Array) => this.#err.push(chunk));
    this.#child.stdin.write(greeting(this.#token));
    this.ended = this.#ending();
  }

  /** The shell’s process there; null before `hello`. */
  get pid(): number | null {
    return this.#pid;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether nothing is under way. */
  get isIdle(): boolean {
    return this.#asked.size === 0;
  }

  /**
   * Runs a command behind those that it was told before. Null: the connection broke off first.
   * @param seconds whole ones that it may take; null: nothing there bounds it
   * @param maxBytes of each stream
   * @param onBegun those before it have ended, and it runs
   */
  run(
    command: Command,
    seconds: number | null,
    maxBytes: number,
    onBegun: () => void = () => {},
  ): Promise<LaneAnswer | null> {
    return new Promise((resolve) => {
      if (this.#isOver) return resolve(null);
      this.#count += 1;
      this.#asked.set(this.#count, { maxBytes, since: performance.now(), onBegun, settle: resolve });
      this.#child.stdin.write(runWords(command, `${this.#token}.${this.#count}`, seconds));
    });
  }

  /**
   * The shell becomes a command whose lines are handed on as they come, of both streams; no other is run here after that.
   * Once `close` is called, its input is at its end.
   */
  become(argv: Command['argv'], onLine: (line: string) => void): void {
    this.#count += 1;
    const mark = `${this.#token}.${this.#count}`;
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      let isBegun = false;
      const lines = new LineSplitter((line) => {
        // The fence, and the empty line that it begins with, come before all that the command prints.
        if (isBegun) return this.#stop.signal.aborted ? undefined : onLine(line);
        isBegun = line === mark;
      });
      stream.removeAllListeners('data');
      stream.on('data', (chunk: Uint8Array) => lines.push(chunk));
      stream.once('close', () => lines.end());
    }
    this.#child.stdin.write(becomeWords(argv, mark));
  }

  /** Whether Node goes on for as long as the shell is there; it does from the start. */
  hold(isHeld: boolean): void {
    hold(this.#child, isHeld);
  }

  /** Ends it; whatever reads its input there finds the end of it. */
  close(): void {
    this.#child.stdin.end();
    this.#stop.abort();
  }

  #eventsOf(stream: 'stdout' | 'stderr') {
    return {
      hello: (pid: number) => {
        this.#pid = pid;
        this.#greet(true);
      },
      limitOf: (index: number) => this.#asked.get(index)?.maxBytes ?? 0,
      begun: (index: number) => {
        if (stream === 'stdout') this.#asked.get(index)?.onBegun();
      },
      ended: (index: number, text: FencedText) => {
        const asked = this.#asked.get(index);
        if (asked === undefined) return;
        asked[stream] = text;
        const { stdout, stderr, since } = asked;
        if (stdout === undefined || stderr === undefined) return;
        this.#asked.delete(index);
        asked.settle({ stdout, stderr, ms: performance.now() - since });
      },
    };
  }

  async #ending(): Promise<LaneEnd> {
    const result = await this.#child;
    this.#isOver = true;
    this.#greet(false);
    for (const { settle } of this.#asked.values()) settle(null);
    this.#asked.clear();
    const { exitCode = null, signal } = result;
    const notStarted =
      exitCode === null && signal === undefined ? launchFailure(this.#program, result) : null;
    return { exitCode, notStarted, said: this.#err.outside.trim() || this.#out.outside.trim() };
  }
}
