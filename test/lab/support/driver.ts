import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import type { GuardTask } from './guardDriver.ts';
import type { DriverTask } from './killDriver.ts';
import { until } from './lab.ts';

const BUNDLE = '.build/main';
const HELPER = 'electron/helper';

/** A driver that is killed in the midst of an edit, built once and started as a process of its own. */
export class Driver {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param source the file of the driver's program, beside this one */
  static async build(source = 'killDriver.ts'): Promise<Driver> {
    const folder = await mkdtemp(join(tmpdir(), 'patchbay-driver-'));
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: join(import.meta.dirname, source),
        outDir: join(folder, BUNDLE),
        target: 'node20',
        rolldownOptions: { output: { format: 'es', entryFileNames: 'driver.mjs' } },
      },
      ssr: { noExternal: true },
    });
    // The bundle finds what root runs as the app's own does.
    await cp(join(import.meta.dirname, '../../..', HELPER), join(folder, HELPER), { recursive: true });
    return new Driver(folder);
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true });
  }

  /** Runs until it has killed itself, and whatever it left running has ended. Rejects when it was not killed. */
  async runToDeath(task: DriverTask | GuardTask): Promise<void> {
    const child = this.#start(task);
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data) => {
        printed += data;
      });
    }
    const [, signal] = await once(child, 'close');
    if (signal !== 'SIGKILL') throw new Error(`the driver was not killed: ${printed}`);
    await until('its commands have ended', async () => (isAnyRunning() ? null : true));
  }

  /** Runs until it hangs in the midst of an edit. */
  async runToHang(task: Omit<DriverTask, 'point'>): Promise<ChildProcess> {
    const child = this.#start({ ...task, point: { at: 'hang' } });
    if (child.stdout !== null) await once(child.stdout, 'data');
    return child;
  }

  #start(task: DriverTask | GuardTask): ChildProcess {
    return spawn(process.execPath, [join(this.#folder, BUNDLE, 'driver.mjs'), JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own.
      detached: true,
    });
  }
}

/** A command that outlives the one who started it still changes the host. */
function isAnyRunning(): boolean {
  return readdirSync('/proc').some((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return words[0] === 'virsh' && words.some((word) => /-device$|^net-/.test(word));
    } catch {
      return false;
    }
  });
}
