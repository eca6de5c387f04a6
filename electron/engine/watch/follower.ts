import type { Command } from '#shared/host/command.ts';
import type { Following, Host } from '../../hosts/host.ts';

const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 30_000;

/**
 * Keeps a command running that tells of changes. When it ends (libvirtd was restarted, the program is not there) it is
 * started again: at once when it had run for a while, else after a delay that doubles each time.
 */
export class Follower {
  readonly #host: Host;
  readonly #command: Command;
  readonly #onLine: (line: string) => void;
  readonly #onGap: () => void;
  #following: Following | null = null;
  #restart: NodeJS.Timeout | undefined;
  #failures = 0;
  #stopped = false;

  /** @param onGap the command was started again, and what happened meanwhile was not told */
  constructor(host: Host, command: Command, onLine: (line: string) => void, onGap: () => void) {
    this.#host = host;
    this.#command = command;
    this.#onLine = onLine;
    this.#onGap = onGap;
  }

  start(): void {
    const began = performance.now();
    this.#following = this.#host.follow(this.#command, this.#onLine, () => {
      this.#following = null;
      if (this.#stopped) return;
      const lasted = performance.now() - began >= LONGEST_DELAY_MS;
      const delay = lasted ? 0 : Math.min(FIRST_DELAY_MS * 2 ** this.#failures, LONGEST_DELAY_MS);
      this.#failures = lasted ? 0 : this.#failures + 1;
      this.#restart = setTimeout(() => {
        this.start();
        this.#onGap();
      }, delay);
    });
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#restart);
    this.#following?.stop();
  }
}
