import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { Engine } from '#electron/engine/engine.ts';
import type { Host } from '#electron/hosts/host.ts';
import type { Edit, Plan } from '#shared/edits/model.ts';
import { shellLine } from '#shared/edits/shellWords.ts';
import type { Command, RunOutcome } from '#shared/host/command.ts';
import type { Machine } from '../machine.mjs';

/**
 * The machine as a host of an engine that runs here, for edits that the command has no word for: each command goes there
 * by SSH. Nothing is followed: it is read when it is asked for.
 */
function machineHost(machine: Machine): Host {
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

/** An engine on the machine that has read it once. */
export async function engineOn(machine: Machine): Promise<Engine> {
  const engine = new Engine(machineHost(machine), { pollMs: () => 600_000, lock: async () => 'none' });
  engine.start();
  await engine.refresh();
  // A poll doesn’t wait for a slow source, and every source of this host is slow.
  const until = Date.now() + READ_MS;
  while (pendingOf(engine).length > 0 && Date.now() < until) await pause(500);
  const pending = pendingOf(engine);
  if (pending.length > 0) throw new Error(`it wasn’t read: ${pending.join(', ')}`);
  return engine;
}

const READ_MS = 120_000;

function pendingOf(engine: Engine): string[] {
  return engine.current().topology.sources.flatMap(({ name, status }) => (status === 'pending' ? name : []));
}

/** Plans the edit and applies it. @throws where it is refused or does not come about */
export async function applyOn(engine: Engine, edit: Edit | 'undo'): Promise<Plan> {
  const planned = edit === 'undo' ? engine.planUndo() : engine.plan(edit);
  if (!planned.ok) throw new Error(`refused: ${planned.refusal.why}`);
  const result = await engine.apply(planned.plan.id);
  if (result.outcome !== 'done') throw new Error(`not done: ${JSON.stringify(result)}`);
  return planned.plan;
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

function bySsh(machine: Machine, argv: Command['argv'], stdin: string): Promise<RunOutcome> {
  const [program = '', ...args] = machine.sshCommand();
  return new Promise((resolve) => {
    const child = spawn(program, [...args, shellLine({ argv })]);
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
