import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { PoolOptions, PoolRunnerInitializer, PoolWorker, WorkerRequest } from 'vitest/node';
import { labEnvironment, labObstacle, startLab } from './start.mjs';

/**
 * A pool of vitest that runs each test file inside a lab. It brings up as many labs as vitest runs files at once; a lab
 * whose file has ended takes the next, and all of them end with vitest. Inside a lab that is there already, and where
 * none can be brought up, files run where vitest runs.
 */
export const labPool: PoolRunnerInitializer = {
  name: 'lab',
  createPoolWorker: (options) => new LabWorker(options),
};

/** What goes before a command to run it inside a lab. */
type Entrance = readonly string[];

let labs = 0;
const free: Entrance[] = [];
const waiting: ((entrance: Entrance) => void)[] = [];

async function enter(most: number): Promise<Entrance> {
  const entrance = free.pop();
  if (entrance !== undefined) return entrance;
  if (labs === most) return new Promise((resolve) => waiting.push(resolve));
  labs += 1;
  return entranceOfNew();
}

function leave(entrance: Entrance): void {
  const next = waiting.shift();
  if (next === undefined) free.push(entrance);
  else next(entrance);
}

async function entranceOfNew(): Promise<Entrance> {
  const lab = startLab(['sh', '-c', 'echo up; exec sleep infinity'], ['ignore', 'pipe', 'inherit']);
  if (lab.stdout === null) throw new Error('The lab has no output.');
  await Promise.race([
    once(lab.stdout, 'data'),
    once(lab, 'exit').then(() => Promise.reject(new Error('The lab could not be brought up.'))),
  ]);
  // Neither keeps vitest from ending.
  lab.stdout.destroy();
  lab.unref();
  const at = `/proc/${lab.pid}/ns`;
  return [
    ...['nsenter', `--net=${at}/net`, `--mount=${at}/mnt`, `--pid=${at}/pid_for_children`],
    ...[`--wd=${process.cwd()}`, '--'],
    // Vitest ends nsenter, which would leave behind what it runs.
    ...['setpriv', '--pdeathsig', 'TERM', '--'],
  ];
}

class LabWorker implements PoolWorker {
  readonly name = 'lab';
  readonly cacheFs = true;
  readonly #options: PoolOptions;
  #entrance: Entrance | null = null;
  #process: ChildProcess | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { distPath, project, method, env, execArgv } = this.#options;
    if (method === 'run' && labObstacle() === null) this.#entrance = await enter(project.config.maxWorkers);
    const [program, ...words] = [...(this.#entrance ?? []), process.execPath, ...execArgv];
    const started = fork(join(distPath, 'workers/forks.js'), [], {
      execPath: program,
      execArgv: words,
      env: { ...env, ...(this.#entrance === null ? {} : labEnvironment) },
      stdio: 'pipe',
      serialization: 'advanced',
    });
    const { outputStream, errorStream } = project.vitest.logger;
    started.stdout?.on('data', (data) => outputStream.write(data));
    started.stderr?.on('data', (data) => errorStream.write(data));
    this.#process = started;
  }

  async stop(): Promise<void> {
    const ending = this.#process;
    if (ending === null) return;
    if (ending.exitCode === null && ending.signalCode === null) {
      ending.kill();
      await once(ending, 'exit');
    }
    if (this.#entrance !== null) leave(this.#entrance);
    this.#entrance = null;
  }

  // biome-ignore lint/suspicious/noExplicitAny: the interface has it so
  on(event: string, callback: (argument: any) => void): void {
    this.#process?.on(event, callback);
  }

  // biome-ignore lint/suspicious/noExplicitAny: the interface has it so
  off(event: string, callback: (argument: any) => void): void {
    this.#process?.off(event, callback);
  }

  send(message: WorkerRequest): void {
    this.#process?.send(message);
  }

  deserialize(data: unknown): unknown {
    return data;
  }
}
