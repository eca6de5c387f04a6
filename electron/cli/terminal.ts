import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type Line, renderJson, renderLine } from './line.ts';

export interface ConfirmOptions {
  readonly signal?: AbortSignal;
  /** What Enter alone means; absent: no. */
  readonly enter?: 'yes' | 'no';
}

/** Where the command prints, and whom it asks. */
export interface Terminal {
  /** There is a person to ask. */
  readonly interactive: boolean;
  /** The result is shown to a person, and goes into no file and no pipe. */
  readonly outIsTerminal: boolean;
  /** Prints a line of the result. */
  out(...line: Line): void;
  /** Prints a line that is not the result: errors, progress, questions. */
  note(...line: Line): void;
  json(value: unknown): void;
  /** Asks for a yes; Ctrl-D and Ctrl-C are a no, and so is the end of the signal. */
  confirm(question: string, options?: ConfirmOptions): Promise<boolean>;
  /** Drops what was typed while nothing was asked, which the terminal would give for the next answer. */
  forgetTyped(): Promise<void>;
  /** Calls back at each Ctrl-C until the returned function is called; without it Ctrl-C ends the command. */
  onInterrupt(listener: () => void): () => void;
}

export function processTerminal(): Terminal {
  // `patchbay graph | head` closes the pipe in mid-sentence: no reason to fail, or to leave an edit half done.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      // A full disk is no reason to leave an edit half done either, but the result is lost, whatever came of it.
      process.once('exit', () => {
        process.exitCode = 1;
      });
      if (stream === process.stdout) {
        process.stderr.write(`patchbay: The result could not be written (${error.code}).\n`);
      }
    });
  }
  const print = (stream: NodeJS.WriteStream, text: string) => {
    if (stream.writable) stream.write(`${text}\n`);
  };
  return {
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    outIsTerminal: process.stdout.isTTY === true,
    out: (...line) => print(process.stdout, renderLine(line, hasColour(process.stdout))),
    note: (...line) => print(process.stderr, renderLine(line, hasColour(process.stderr))),
    json: (value) => print(process.stdout, renderJson(value)),
    confirm,
    forgetTyped,
    onInterrupt(listener) {
      process.on('SIGINT', listener);
      process.on('SIGTERM', listener);
      return () => {
        process.off('SIGINT', listener);
        process.off('SIGTERM', listener);
      };
    },
  };
}

/** NO_COLOR: https://no-color.org */
function hasColour(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}

/** Milliseconds; what lies ready is read at once. */
const TYPED_MS = 150;

async function forgetTyped(): Promise<void> {
  const { stdin } = process;
  if (stdin.isTTY !== true) return;
  const drop = () => {};
  stdin.on('data', drop).resume();
  await pause(TYPED_MS);
  stdin.off('data', drop);
  stdin.pause();
}

async function confirm(question: string, { signal, enter = 'no' }: ConfirmOptions = {}): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<null>((resolve) => asking.once('close', () => resolve(null)));
  signal?.addEventListener('abort', () => asking.close(), { once: true });
  // The terminal is in raw mode: Ctrl-C is a key here, and means what it means everywhere else.
  asking.once('SIGINT', () => {
    asking.close();
    if (process.listenerCount('SIGINT') > 0) process.emit('SIGINT');
  });
  const choice = enter === 'yes' ? '[Y/n]' : '[y/N]';
  const answer = await Promise.race([asking.question(`${question} ${choice} `), closed]);
  asking.close();
  // Ctrl-C and Ctrl-D leave the question's line open.
  if (answer === null) process.stderr.write('\n');
  if (answer === null) return false;
  const said = answer.trim();
  return said === '' ? enter === 'yes' : /^y(?:es)?$/i.test(said);
}
