import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type Checkout, nobody } from './checkout.ts';

/** Longer than the longest limit of what is tested. */
const patienceMs = 28_000;

export interface Run {
  /** All that it has printed, on both streams. */
  said(): string;
  /** Waits until it has said this. */
  says(words: RegExp): Promise<void>;
  type(keys: string): void;
  /** Waits until it has ended; ends it, as Ctrl-C does, where it serves. */
  end(): Promise<number>;
}

/** Runs a command line in a checkout as its user, at a terminal that `script` (util-linux) makes, or without one. */
export function run(
  { folder, home }: Checkout,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  atTerminal = true,
): Run {
  const user =
    process.getuid?.() === 0
      ? ['/usr/bin/setpriv', '--reuid', String(nobody), '--regid', String(nobody), '--clear-groups', '--']
      : [];
  const line = argv.map((word) => `'${word}'`).join(' ');
  const [program = '', ...args] = [
    ...user,
    ...(atTerminal ? ['/usr/bin/script', '-qec', line, '/dev/null'] : argv),
  ];
  const child = spawn(program, args, {
    cwd: folder,
    detached: true,
    env: {
      PATH: `${folder}/bin`,
      HOME: home,
      SHELL: '/bin/sh',
      TERM: 'xterm',
      DISPLAY: ':77',
      ...env,
    },
  });
  return following(child, atTerminal);
}

function following(child: ChildProcessWithoutNullStreams, atTerminal: boolean): Run {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
    });
  }
  const closed = once(child, 'close');
  return {
    said: () => output,
    async says(words) {
      const from = Date.now();
      while (!words.test(output)) {
        const isLate = Date.now() - from > patienceMs;
        if (isLate || child.exitCode !== null)
          throw new Error(`It ${isLate ? 'waits' : 'ended'} without saying ${words}:\n${output}`);
        await pause(20);
      }
    },
    type: (keys) => child.stdin.write(keys),
    async end() {
      if (child.exitCode === null && /Patchbay is at/.test(output)) {
        if (atTerminal) child.stdin.write('\u0003');
        else if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
      }
      const hung = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      const [code] = await closed;
      clearTimeout(hung);
      return Number(code);
    },
  };
}
