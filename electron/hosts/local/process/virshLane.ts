import { randomBytes } from 'node:crypto';
import { hold, type StayingProcess, startStaying } from './staying.ts';

export interface VirshAnswer {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

interface Asked {
  readonly stdout: Printed;
  readonly stderr: Printed;
  readonly settle: (answer: VirshAnswer | null) => void;
}

/**
 * A virsh that stays and is told scripts, a line each: one that is started for a script spends nearly all of its time on
 * starting and on connecting. Whatever is odd about it (it says something unasked, libvirtd has gone, it knows no
 * `echo --err`) ends it, and what it was asked is answered with null: a virsh that is run for that alone tells best how
 * it fails.
 */
export class VirshLane {
  readonly #stop = new AbortController();
  readonly #child: StayingProcess;
  #asked: Asked | null = null;
  #isReady = false;
  #isOver = false;
  /** Never rejects. */
  readonly ended: Promise<void>;

  /** @param argv of a virsh without any command of its own */
  constructor([program, ...words]: readonly [string, ...string[]]) {
    this.#child = startStaying(program, words, ENVIRONMENT, this.#stop.signal, 'SIGKILL');
    // Its prompt comes behind each answer.
    this.#child.stdout.on('data', (chunk: Buffer) => this.#take(chunk, 'stdout'));
    this.#child.stderr.on('data', (chunk: Buffer) => this.#take(chunk, 'stderr'));
    this.ended = this.#child.then(() => this.close());
    void this.run('echo', HELLO_BYTES).then((answer) => {
      this.#isReady = answer !== null;
    });
    hold(this.#child, false);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether it can be asked: it has connected, and nothing is under way. */
  get isFree(): boolean {
    return this.#isReady && !this.#isOver && this.#asked === null;
  }

  /**
   * Null: it has ended, prints too much, or is odd. Never rejects.
   * @param script of printable ASCII
   * @param maxBytes of each stream
   */
  run(script: string, maxBytes: number): Promise<VirshAnswer | null> {
    return new Promise((resolve) => {
      if (this.#isOver || this.#asked !== null) return resolve(null);
      const [opening, closing] = [mark(), mark()];
      // The line itself is drawn before its answer, perhaps twice.
      const stdout = new Printed(opening, closing, maxBytes + 3 * script.length + HELLO_BYTES);
      const stderr = new Printed('', `error: ${closing}\n`, maxBytes);
      this.#asked = { stdout, stderr, settle: resolve };
      hold(this.#child, true);
      const line = [echo(opening), script, echo(closing), echo(closing, '--err ')].join('; ');
      this.#child.stdin.write(`${PASTE}${line}${PASTE_END}\n`);
    });
  }

  /** What was printed of what is under way. */
  soFar(): VirshAnswer {
    const none = Buffer.alloc(0);
    return { stdout: this.#asked?.stdout.text() ?? none, stderr: this.#asked?.stderr.text() ?? none };
  }

  /** Ends it at once; what is under way is answered with null. */
  close(): void {
    this.#isOver = true;
    this.#stop.abort();
    this.#settle(null);
  }

  #take(chunk: Buffer, stream: 'stdout' | 'stderr'): void {
    const asked = this.#asked;
    if (asked === null) {
      if (stream === 'stderr') this.close();
      return;
    }
    const { stdout, stderr } = asked;
    asked[stream].push(chunk);
    const said = stderr.text().toString('latin1');
    const isOdd = stdout.isTooLong || stderr.isTooLong || OF_THE_CONNECTION.test(said);
    // Before it is ready, any error is of a line that it does not understand, or of connecting.
    if (isOdd || (!this.#isReady && said !== '')) this.close();
    else if (stdout.isWhole && stderr.isWhole) this.#settle({ stdout: stdout.text(), stderr: stderr.text() });
  }

  #settle(answer: VirshAnswer | null): void {
    const asked = this.#asked;
    this.#asked = null;
    hold(this.#child, false);
    asked?.settle(answer);
  }
}

/** One stream’s answer to one script. */
class Printed {
  readonly #chunks: Buffer[] = [];
  readonly #opening: string;
  readonly #closing: string;
  readonly #maxBytes: number;
  #length = 0;
  #tail = '';
  #isWhole = false;

  /** @param opening what stands before it; empty: nothing does */
  constructor(opening: string, closing: string, maxBytes: number) {
    this.#opening = opening;
    this.#closing = closing;
    this.#maxBytes = maxBytes;
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }

  get isTooLong(): boolean {
    return this.#length > this.#maxBytes;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    const end = this.#tail + chunk.toString('latin1');
    this.#isWhole ||= end.includes(this.#closing);
    this.#tail = end.slice(1 - this.#closing.length);
  }

  /** What stands between the marks, so far. */
  text(): Buffer {
    const all = Buffer.concat(this.#chunks);
    const from = all.indexOf(this.#opening);
    if (from < 0) return all.subarray(all.length);
    const end = all.indexOf(this.#closing, from);
    return all.subarray(from + this.#opening.length, end < 0 ? all.length : end);
  }
}

// error: Disconnected from qemu:///system due to end of file | error: failed to connect to the hypervisor
// error: Cannot recv data: Connection reset by peer | error: internal error: client socket is closed
const OF_THE_CONNECTION =
  /^error: (?:Disconnected from|Failed to reconnect|failed to connect|Failed to list|Cannot (?:recv|write) data|.*client socket is closed)/m;

// readline(3) draws the line again for each character that is typed, and once for all that is pasted.
const PASTE = '\x1b[200~';
const PASTE_END = '\x1b[201~';

/** What an empty answer may have, its line included. */
const HELLO_BYTES = 4096;

/** Not to be guessed by whoever writes what virsh prints. */
function mark(): string {
  return `[${randomBytes(12).toString('hex')}]`;
}

/** Prints a mark, without having it in the line, which virsh prints again. */
function echo(text: string, options = ''): string {
  return `echo ${options}'${text.slice(0, 8)}''${text.slice(8)}'`;
}

/** Its line editor has no keys of the user’s, draws nothing, and keeps no history of what it was told. */
const ENVIRONMENT = { INPUTRC: '/dev/null', TERM: 'dumb', XDG_CACHE_HOME: '/dev/null' };
