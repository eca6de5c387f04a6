import { randomUUID } from 'node:crypto';
import type { ApiError, Connecting } from '#shared/api.ts';
import type { AskedQuestion } from '#shared/connecting.ts';
import { UserFailure } from '#shared/userFailure.ts';
import type { SshAsker } from '../../hosts/ssh/askChannel.ts';
import { reportToTerminal } from './report.ts';

interface Waiting {
  readonly id: string;
  readonly settle: (answer: string) => void;
}

/**
 * The way to one host, as windows see it: what is asked on it, by all of them, and answered by the first; and how it fails.
 * An answer goes to whoever asked and is kept nowhere.
 */
class ConnectingHost implements SshAsker {
  readonly host: string;
  readonly #cancel = new AbortController();
  readonly #tell: () => void;
  #question: AskedQuestion | null = null;
  #waiting: Waiting | null = null;
  #failure: ApiError | null = null;

  /** @param tell it is another way now */
  constructor(host: string, tell: () => void) {
    this.host = host;
    this.#tell = tell;
  }

  get cancelled(): AbortSignal {
    return this.#cancel.signal;
  }

  get state(): Pick<Connecting, 'host' | 'question' | 'failure'> {
    return { host: this.host, question: this.#question, failure: this.#failure };
  }

  ask(question: Omit<AskedQuestion, 'id'>, ended: AbortSignal): Promise<string> {
    const id = randomUUID();
    this.#question = { id, ...question };
    const answer = new Promise<string>((resolve, reject) => {
      this.#waiting = { id, settle: resolve };
      ended.addEventListener('abort', () => reject(new Error('It is asked no more.')), { once: true });
    });
    this.#tell();
    return answer.finally(() => {
      if (this.#question?.id !== id) return;
      this.#question = null;
      this.#waiting = null;
      this.#tell();
    });
  }

  /** Passes over what was asked before. */
  answer(id: string, answer: string): void {
    if (this.#waiting?.id === id) this.#waiting.settle(answer);
  }

  cancel(): void {
    this.#cancel.abort();
  }

  /** It stays to be seen, and can be tried again. */
  fail(error: unknown): void {
    if (!(error instanceof UserFailure)) reportToTerminal(error);
    this.#failure =
      error instanceof UserFailure
        ? { message: error.message, advice: error.advice }
        : {
            message: 'Something went wrong inside Patchbay.',
            advice: 'Try again; the terminal that started Patchbay has the details.',
          };
    this.#tell();
  }
}

/** The host that is being connected to, or could not be reached, for the windows of a session. */
export class ConnectingHosts {
  readonly #tell: (state: Connecting | null) => void;
  readonly #around: () => Pick<Connecting, 'hosts' | 'theme'>;
  #way: ConnectingHost | null = null;

  /**
   * @param tell told what the windows show from now on
   * @param around what they show beside it
   */
  constructor(tell: (state: Connecting | null) => void, around: () => Pick<Connecting, 'hosts' | 'theme'>) {
    this.#tell = tell;
    this.#around = around;
  }

  get state(): Connecting | null {
    return this.#way === null ? null : { ...this.#way.state, ...this.#around() };
  }

  begin(host: string): SshAsker {
    this.#way = new ConnectingHost(host, () => this.#tell(this.state));
    this.#tell(this.state);
    return this.#way;
  }

  fail(error: unknown): void {
    this.#way?.fail(error);
  }

  end(): void {
    if (this.#way === null) return;
    this.#way = null;
    this.#tell(null);
  }

  answer(id: string, answer: string): void {
    this.#way?.answer(id, answer);
  }

  cancel(): void {
    this.#way?.cancel();
  }
}
