import { z } from 'zod';
import type { RunOutcome } from '#shared/host/command.ts';
import type { Host, ProgramWords, RunLimits, Talking } from '../../hosts/host.ts';
import type { HelperRequest } from './helperRequest.ts';

/** A person reads the prompt and types a password. */
const PROMPT_MS = 120_000;

const readySchema = z.object({ patchbay: z.literal(1) });
const answerSchema = z.union([
  z.object({ id: z.number(), exitCode: z.number(), stdout: z.string(), stderr: z.string() }),
  z.object({ id: z.number(), failed: z.string() }),
]);

/** How an attempt to start the helper came out: it serves, or it ended as told before it did. */
export type Started =
  | { readonly kind: 'serves'; readonly helper: HelperSession }
  | { readonly kind: 'ended'; readonly outcome: RunOutcome };

interface Asked {
  readonly id: number;
  readonly settle: (outcome: RunOutcome) => void;
}

/** The running helper: root's `ip`, for the verbs that it allows (electron/helper). One request at a time. */
export class HelperSession {
  readonly #talking: Talking;
  #asked: Asked | null = null;
  #count = 0;
  #ended: RunOutcome | null = null;

  private constructor(talking: Talking) {
    this.#talking = talking;
  }

  /**
   * Starts the helper and waits until it serves, which may take a password.
   * @param elevation what gives it root's rights
   */
  static start(host: Host, elevation: ProgramWords, signal: AbortSignal | undefined): Promise<Started> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve({ kind: 'ended', outcome: { kind: 'cancelled' } });
      if (host.talk === undefined || host.helper === null) {
        const message = 'Patchbay can start no helper on this host.';
        return resolve({ kind: 'ended', outcome: { kind: 'failed', message } });
      }
      let session: HelperSession | null = null;
      const settle = (started: Started): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        resolve(started);
      };
      const onLine = (line: string): void => {
        if (session !== null) session.#hear(line);
        else if (readySchema.safeParse(parse(line)).success) {
          session = new HelperSession(talking);
          settle({ kind: 'serves', helper: session });
        }
      };
      const onEnd = (outcome: RunOutcome): void => {
        if (session !== null) session.#end(outcome);
        settle({ kind: 'ended', outcome });
      };
      const talking = host.talk({ argv: [...elevation, ...host.helper] }, onLine, onEnd);
      const giveUp = (outcome: RunOutcome): void => {
        settle({ kind: 'ended', outcome });
        talking.end();
      };
      const onAbort = (): void => giveUp({ kind: 'cancelled' });
      const timer = setTimeout(() => giveUp(timedOut(PROMPT_MS)), PROMPT_MS);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  get serves(): boolean {
    return this.#ended === null;
  }

  /** What `ip` answered. It is not cancelled: it takes milliseconds, and whether it was done must be known. */
  ask(request: HelperRequest, { timeoutMs }: RunLimits): Promise<RunOutcome> {
    return new Promise((resolve) => {
      if (this.#ended !== null) return resolve(this.#ended);
      this.#count += 1;
      const timer = setTimeout(() => {
        settle(timedOut(timeoutMs));
        // What it is still doing must not come in between whatever is asked for next.
        this.close();
      }, timeoutMs);
      const settle = (outcome: RunOutcome): void => {
        clearTimeout(timer);
        this.#asked = null;
        resolve(outcome);
      };
      this.#asked = { id: this.#count, settle };
      this.#talking.say(JSON.stringify({ id: this.#count, ...request }));
    });
  }

  close(): void {
    this.#end({ kind: 'cancelled' });
    this.#talking.end();
  }

  #hear(line: string): void {
    const { data } = answerSchema.safeParse(parse(line));
    if (data === undefined || data.id !== this.#asked?.id) return;
    this.#asked.settle(
      'failed' in data
        ? { kind: 'failed', message: data.failed }
        : { kind: 'exited', exitCode: data.exitCode, stdout: data.stdout, stderr: data.stderr },
    );
  }

  #end(outcome: RunOutcome): void {
    this.#ended ??= { kind: 'failed', message: `Patchbay’s helper ${howItEnded(outcome)}.` };
    this.#asked?.settle(this.#ended);
  }
}

/** After “the helper”, without a full stop: what it said last, else how it ended. */
function howItEnded(outcome: RunOutcome): string {
  if (outcome.kind !== 'exited') return 'has ended';
  const said = outcome.stderr.trim().replace(/\.$/, '');
  return said === '' ? `ended without an answer (exit code ${outcome.exitCode})` : `has ended: ${said}`;
}

function timedOut(afterMs: number): RunOutcome {
  return { kind: 'timed-out', afterMs, stdout: '', stderr: '' };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
