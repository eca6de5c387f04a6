import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Host } from '#electron/hosts/host.ts';
import { shellLine } from '#shared/edits/shellWords.ts';
import type { Command, RunOutcome } from '#shared/host/command.ts';
import type { Machine } from '../machine.mjs';

/**
 * The machine as a host of an engine that runs here, for edits that the command has no word for: each command goes there
 * by SSH. Nothing is followed: it is read when it is asked for.
 */
export function machineHost(machine: Machine): Host {
  const gate = fewAtOnce();
  return {
    name: 'machine',
    editable: true,
    boot: 'this one',
    lock: { take: async () => ({ ok: true, release: async () => {} }) },
    historyKey: null,
    helper: null,
    guard: null,
    patience: 6,
    run: ({ argv, stdin = '' }) => gate(() => bySsh(machine, argv, stdin)),
    follow(_command, _onLine, onEnd) {
      queueMicrotask(() => onEnd({ kind: 'stopped', message: '' }));
      return { stop() {} };
    },
    close: async () => {},
  };
}

/** sshd takes no more at once, of connections or of sessions in one (MaxStartups, MaxSessions). */
const MOST_AT_ONCE = 4;

/** Runs what it is given, a few at a time. */
function fewAtOnce(): <T>(run: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (run) => {
    if (running >= MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await run();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}

/** An emulated machine takes a second or two for the keys of each connection. */
const oneConnection = [
  ...['-o', 'ControlMaster=auto', '-o', 'ControlPersist=20'],
  ...['-o', `ControlPath=${join(tmpdir(), `patchbay-${process.pid}-%C`)}`],
];

function bySsh(machine: Machine, argv: Command['argv'], stdin: string): Promise<RunOutcome> {
  const [program = '', ...args] = machine.sshCommand();
  return new Promise((resolve) => {
    const child = spawn(program, [...oneConnection, ...args, shellLine({ argv })]);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.on('close', (code) => {
      const exitCode = code ?? 255;
      resolve(
        exitCode === 127
          ? { kind: 'missing', program: argv[0] }
          : { kind: 'exited', exitCode, stdout, stderr },
      );
    });
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
  });
}
