import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Engine } from '#electron/engine/engine.ts';
import type { Host } from '#electron/hosts/host.ts';
import type { Edit, Plan } from '#shared/edits/model.ts';
import { shellLine } from '#shared/edits/shellWords.ts';
import type { Command, RunOutcome } from '#shared/host/command.ts';
import type { Machine } from '../machine.mjs';

/**
 * The machine as a host of an engine that runs here, for edits that the command has no word for: each command goes there
 * by SSH, over one connection. Nothing is followed: it is read when it is asked for.
 */
export function machineHost(machine: Machine): Host {
  return {
    name: 'machine',
    editable: true,
    boot: 'this one',
    lock: { take: async () => ({ ok: true, release: async () => {} }) },
    historyKey: null,
    helper: null,
    guard: null,
    patience: 6,
    run: ({ argv, stdin = '' }) => bySsh(machine, argv, stdin),
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
  return engine;
}

/** Plans the edit and applies it. @throws where it is refused or does not come about */
export async function applyOn(engine: Engine, edit: Edit | 'undo'): Promise<Plan> {
  const planned = edit === 'undo' ? engine.planUndo() : engine.plan(edit);
  if (!planned.ok) throw new Error(`refused: ${planned.refusal.why}`);
  const result = await engine.apply(planned.plan.id);
  if (result.outcome !== 'done') throw new Error(`not done: ${JSON.stringify(result)}`);
  return planned.plan;
}

function bySsh(machine: Machine, argv: Command['argv'], stdin: string): Promise<RunOutcome> {
  const [program = '', ...args] = machine.sshCommand();
  const shared = ['-o', 'ControlMaster=auto', '-o', `ControlPath=${join('/tmp', 'patchbay-%C')}`];
  return new Promise((resolve) => {
    const child = spawn(program, [...shared, '-o', 'ControlPersist=20', ...args, shellLine({ argv })]);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.on('exit', (code) => {
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
