import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '../../..');

/** The built app, started as a user starts it and served on a free port. */
export class App {
  /** The address with its token: it opens one browser, once. */
  readonly url: string;
  /** XDG_CONFIG_HOME and XDG_STATE_HOME: what the app keeps is in `patchbay` under it. */
  readonly config: string;
  readonly #child: ChildProcess;

  private constructor(url: string, config: string, child: ChildProcess) {
    this.url = url;
    this.config = config;
    this.#child = child;
  }

  /**
   * Starts it and waits until it serves.
   * @param host as given to `--host`; null: nobody says which, so that the window may open others
   * @param config where what it keeps is kept; absent: a new empty folder, as on the first start ever
   * @param more further arguments of `npm start`
   */
  static async start(host: string | null, config?: string, more: readonly string[] = []): Promise<App> {
    const directory = config ?? (await mkdtemp(join(tmpdir(), 'patchbay-e2e-')));
    const child = spawn(
      process.execPath,
      [
        join(root, 'electron/start/start.mjs'),
        '--browser',
        '--no-open',
        ...(host === null ? [] : ['--host', host]),
        ...more,
      ],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, XDG_CONFIG_HOME: directory, XDG_STATE_HOME: directory },
      },
    );
    for await (const line of createInterface({ input: child.stdout })) {
      const [url] = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(line) ?? [];
      if (url !== undefined) return new App(url, directory, child);
    }
    throw new Error(
      `npm start --host ${host ?? '(none)'} ended before it served anything; its message is above.`,
    );
  }

  /** Ends it as Ctrl-C does, and waits until it has ended. Returns its exit code. */
  async stop(): Promise<number | null> {
    const ended = this.#child.exitCode === null ? once(this.#child, 'exit') : null;
    this.#child.kill('SIGINT');
    await ended;
    return this.#child.exitCode;
  }

  /** `stop`, and whatever it kept is removed. */
  async remove(): Promise<void> {
    await this.stop();
    await rm(this.config, { recursive: true, force: true });
  }
}
