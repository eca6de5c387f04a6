import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Machine } from '../machine.mjs';

/** A person at a terminal over SSH who runs a command, reads, and types. */
export class Session {
  readonly #ssh;
  readonly #ended: Promise<unknown[]>;
  said = '';

  constructor(machine: Machine, line: string, user = 'root') {
    const [program = '', ...args] = machine.sshCommand(user);
    this.#ssh = spawn(program, ['-tt', ...args, `PATCHBAY_PATIENCE=6 ${line}`]);
    this.#ssh.stdout.setEncoding('utf8').on('data', (text) => {
      this.said += text;
    });
    this.#ended = once(this.#ssh, 'close');
  }

  /** Waits for what an emulated machine may take long to say. */
  async reads(words: RegExp, seconds = 120): Promise<void> {
    const until = Date.now() + seconds * 1000;
    while (!words.test(this.said)) {
      if (Date.now() > until) throw new Error(`it did not say ${words}:\n${this.said}`);
      await pause(200);
    }
  }

  type(keys: string): void {
    this.#ssh.stdin.write(keys);
  }

  /** The exit code of the command, once it has ended. */
  async ended(): Promise<number> {
    const [code] = await this.#ended;
    return Number(code);
  }

  /** Ends the connection as a dead cable or a closed lid does. */
  cut(): void {
    this.#ssh.kill('SIGKILL');
  }
}
