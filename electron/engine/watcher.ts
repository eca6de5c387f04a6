import { setMaxListeners } from 'node:events';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { classifyMonitorLine } from '#shared/parse/ipMonitor.ts';
import { parseVirshEvent } from '#shared/parse/virshEvent.ts';
import type { Host } from '../hosts/host.ts';
import type { Reader } from './reader.ts';
import { Debounce } from './watch/debounce.ts';
import { IP_MONITOR, isTelling, VIRSH_EVENTS } from './watch/events.ts';
import { Follower } from './watch/follower.ts';
import { Repeat } from './watch/repeat.ts';

export interface WatcherOptions {
  /** Milliseconds between two polls; asked before each, so that a changed setting holds from the next one on. */
  pollMs(): number;
  /** Called with what is known after each read, in order; must not throw. */
  onSnapshot(snapshot: HostSnapshot): void;
}

/** One re-plugged TAP makes about ten lines within a few milliseconds. */
const SETTLE_MS = 100;
const SETTLE_LIMIT_MS = 500;
/** What a source may take before its facts are left behind. */
const PATIENCE_MS = 2000;
const SLOW_POLL_MS = 30_000;
/** TAPs that come and go all the time must not make the search through all processes a permanent one. */
const SLOW_LEAST_MS = 5000;
/** Containers that have come are looked into by one process after another. */
const UNFINISHED_MS = 1000;
/** What is unfinished then has come since, and waits for the next poll. */
const MOST_TURNS = 5;

/**
 * Keeps a reader's picture of its host fresh: reads again when `ip monitor` or `virsh event` says that something has
 * changed, and by a regular poll, because much changes without anybody saying so (`virsh edit`, say). Two reads never
 * overlap, and reads that take long come more seldom: at most a third of the time goes into polls, and half of it
 * while changes keep coming. After a suspend the timers just go on, and what has changed is read.
 */
export class Watcher {
  readonly #reader: Reader;
  readonly #options: WatcherOptions;
  readonly #abort = new AbortController();
  readonly #fast: Repeat;
  readonly #slow: Repeat;
  readonly #changed: Debounce;
  readonly #followers: readonly Follower[];
  #readMs = 0;

  constructor(host: Host, reader: Reader, options: WatcherOptions) {
    // One listener for each command that runs at the time; that is no leak, which Node suspects from eleven on.
    setMaxListeners(0, this.#abort.signal);
    this.#reader = reader;
    this.#options = options;
    this.#fast = new Repeat(() => this.#readFast(), {
      regular: () => Math.max(options.pollMs(), 2 * this.#readMs),
      least: () => this.#readMs,
    });
    this.#slow = new Repeat(() => this.#readSlow(), {
      regular: () => SLOW_POLL_MS,
      least: () => SLOW_LEAST_MS,
    });
    this.#changed = new Debounce(SETTLE_MS, SETTLE_LIMIT_MS, () => this.#fast.wake());
    const somethingHappened = (): void => this.#changed.touch();
    this.#followers = [
      new Follower(host, IP_MONITOR, (line) => this.#onMonitorLine(line), somethingHappened),
      new Follower(host, VIRSH_EVENTS, (line) => this.#onVirshLine(line), somethingHappened),
    ];
  }

  /** Reads at once, and goes on until `stop`. */
  start(): void {
    this.#fast.start();
    for (const follower of this.#followers) follower.start();
  }

  /** Resolves after a read that began after this call. */
  refresh(): Promise<void> {
    this.#slow.wake();
    return this.#fast.runNow();
  }

  /** Ends everything that was started here; no snapshot comes afterwards. */
  async stop(): Promise<void> {
    this.#abort.abort();
    this.#changed.cancel();
    for (const follower of this.#followers) follower.stop();
    await Promise.all([this.#fast.stop(), this.#slow.stop()]);
  }

  async #readFast(): Promise<void> {
    const began = performance.now();
    const { snapshot, late } = await this.#reader.poll(PATIENCE_MS, this.#abort.signal);
    this.#readMs = performance.now() - began;
    this.#hand(snapshot);
    void late?.then(() => this.#hand(this.#reader.snapshot()));
    // What the slow sources look at comes from the first fast read.
    this.#slow.start();
    if (this.#reader.isSlowDue) this.#slow.wake();
  }

  async #readSlow(): Promise<void> {
    const { signal } = this.#abort;
    this.#hand(await this.#reader.pollSlow(signal));
    for (let turn = 0; turn < MOST_TURNS && this.#reader.isUnfinished && !signal.aborted; turn += 1) {
      await pause(UNFINISHED_MS, signal);
      this.#hand(await this.#reader.pollUnfinished(signal));
    }
  }

  #hand(snapshot: HostSnapshot): void {
    if (!this.#abort.signal.aborted) this.#options.onSnapshot(snapshot);
  }

  #onMonitorLine(line: string): void {
    const kind = classifyMonitorLine(line);
    // Whatever was lost, each read reads everything, so that nothing need be waited for.
    if (kind === 'overflow') this.#fast.wake();
    else if (kind === 'change') this.#changed.touch();
  }

  #onVirshLine(line: string): void {
    const event = parseVirshEvent(line);
    // What is no event is a complaint: the connection was lost.
    if (event !== null && !isTelling(event.event)) return;
    if (event !== null) this.#reader.domainChanged(event.domain);
    this.#changed.touch();
  }
}

/** Resolves after so many milliseconds, or when the signal is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
