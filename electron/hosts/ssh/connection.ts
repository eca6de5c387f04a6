import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { SshTarget } from '#shared/host/sshTarget.ts';
import { Lane } from '../local/process/lane.ts';
import { AskChannel } from './askChannel.ts';
import { probe, type SshFacts } from './probe.ts';
import { socketPlace } from './socketPlace.ts';
import {
  cancelledFailure,
  notUnderstood,
  ownFailure,
  type SshFailure,
  socketFailure,
  sshFailure,
  strangerFailure,
} from './sshFailure.ts';
import { type SshPrompt, sshWords } from './sshWords.ts';

/** What ssh may take to connect and to log in where nobody is asked, and where somebody is. */
const HELLO_MS = 30_000;
const ASKED_HELLO_MS = 180_000;
/** A shell over an open connection. A dead one (a laptop slept) ends before that, as its ssh finds out. */
const SHARED_MS = 20_000;
/** Of ssh itself (ssh(1)); any other exit code is of the login shell there. */
const SSH_FAILED = 255;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 10_000;
/** For what only the user can mend: to try it again and again would lock them out, or fill the host’s log. */
const FINAL_PAUSE_MS = 300_000;

/** Nothing is tried again before `until`. */
interface Resting {
  readonly failure: SshFailure;
  readonly until: number;
  readonly pauseMs: number;
}

/**
 * The user’s own `ssh` to one host: all shells that run there share one connection, on a socket of Patchbay’s own. What
 * has broken is connected again when the next shell is asked for, the later the more often that failed.
 */
export class SshConnection {
  readonly target: SshTarget;
  readonly #factor: number;
  #prompt: SshPrompt;
  #facts: SshFacts | null = null;
  #connecting: Promise<Lane | SshFailure> | null = null;
  #isUp = false;
  #resting: Resting | null = null;

  /** @param prompt who answers what `ssh` asks the first time; later nobody is asked in the middle of a poll */
  constructor(target: SshTarget, prompt: SshPrompt, patience = 1) {
    this.target = target;
    this.#prompt = prompt;
    this.#factor = patience;
  }

  /** As told when it was connected last; null: it never was. */
  get facts(): SshFacts | null {
    return this.#facts;
  }

  /** A shell on the host, over the open connection or a new one. Never rejects. */
  async open(): Promise<Lane | SshFailure> {
    try {
      if (this.#isUp) {
        const lane = await this.#startShared();
        if (lane !== null) return lane;
        this.#isUp = false;
      }
      if (this.#connecting !== null) {
        const first = await this.#connecting;
        return first instanceof Lane ? this.open() : first;
      }
      return await this.#connectOnce();
    } catch (error) {
      return this.#rest(socketFailure(error));
    }
  }

  #connectOnce(): Promise<Lane | SshFailure> {
    if (this.#resting !== null && performance.now() < this.#resting.until)
      return Promise.resolve(this.#resting.failure);
    this.#connecting = this.#connect().finally(() => {
      this.#connecting = null;
      this.#prompt = 'nobody';
    });
    return this.#connecting;
  }

  async #connect(): Promise<Lane | SshFailure> {
    const prompt = this.#prompt;
    if (typeof prompt === 'string') return this.#connectAsking(prompt, {});
    const channel = await AskChannel.open(await socketPlace(this.target.name), prompt);
    try {
      const found = await this.#connectAsking(prompt, channel.environment);
      return found instanceof Lane || !prompt.cancelled.aborted ? found : cancelledFailure(this.target);
    } finally {
      await channel.close();
    }
  }

  /** @param more variables by which `ssh` finds whom it may ask */
  async #connectAsking(prompt: SshPrompt, more: NodeJS.ProcessEnv): Promise<Lane | SshFailure> {
    const patienceMs = (prompt === 'nobody' ? HELLO_MS : ASKED_HELLO_MS) * this.#factor;
    const cancelled = typeof prompt === 'string' ? null : prompt.cancelled;
    const first = () => this.#start('first', more);
    let lane = (await this.#startShared()) ?? (await first());
    const began = performance.now();
    if (!(await isGreeted(lane, patienceMs, cancelled))) {
      const { exitCode, said } = await lane.ended;
      const isLate = performance.now() - began >= patienceMs;
      if (isLate || exitCode !== SSH_FAILED || said !== '') return this.#rest(await this.#whyNot(lane));
      // Without a word: the connection that it was to share has ended in this very moment.
      lane = await first();
      if (!(await isGreeted(lane, patienceMs, cancelled))) return this.#rest(await this.#whyNot(lane));
    }
    const facts = await probe(lane);
    if (facts === null) return this.#rest(await this.#whyNot(lane));
    if (this.#facts !== null && facts.machineId !== this.#facts.machineId) {
      lane.close();
      return this.#rest(strangerFailure(this.target));
    }
    this.#facts = facts;
    this.#isUp = true;
    this.#resting = null;
    return lane;
  }

  async #start(as: 'first' | 'further', more: NodeJS.ProcessEnv = {}): Promise<Lane> {
    const socket = await socketPlace(this.target.name);
    const words = sshWords(this.target, socket, as, this.#prompt);
    return new Lane(['ssh', ...words], more);
  }

  /** Over an open connection, of this Patchbay or an earlier one; null: no connection is open, or it is dead. */
  async #startShared(): Promise<Lane | null> {
    const socket = await socketPlace(this.target.name);
    if (!existsSync(socket)) return null;
    const lane = await this.#start('further');
    if (await isGreeted(lane, SHARED_MS * this.#factor)) return lane;
    // sshd may just have let no more sessions in.
    if (!lane.isOver) await rm(socket, { force: true });
    return null;
  }

  async #whyNot(lane: Lane): Promise<SshFailure> {
    const { exitCode, notStarted, said } = await lane.ended;
    if (notStarted !== null) return ownFailure(notStarted);
    return exitCode === null || exitCode === SSH_FAILED
      ? sshFailure(this.target, said === '' ? 'timed out' : said)
      : notUnderstood(this.target, said);
  }

  #rest(failure: SshFailure): SshFailure {
    const pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * (this.#resting?.pauseMs ?? FIRST_PAUSE_MS / 2));
    const until = performance.now() + (failure.isFinal ? FINAL_PAUSE_MS : pauseMs);
    this.#resting = { failure, until, pauseMs };
    return failure;
  }
}

async function isGreeted(
  lane: Lane,
  patienceMs: number,
  cancelled: AbortSignal | null = null,
): Promise<boolean> {
  const waited = new AbortController();
  const late = pause(patienceMs, false, { signal: waited.signal });
  const given = new Promise<false>((resolve) => {
    if (cancelled?.aborted) resolve(false);
    cancelled?.addEventListener('abort', () => resolve(false), { signal: waited.signal });
  });
  const isThere = await Promise.race([lane.hello, late, given]);
  waited.abort();
  if (!isThere) lane.close();
  return isThere;
}
