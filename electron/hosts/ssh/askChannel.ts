import { type FSWatcher, watch } from 'node:fs';
import { type FileHandle, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { bootId, isAlive } from '../local/processMark.ts';
import { ANSWER, ANSWERED, askScript, QUESTION } from './askScript.ts';
import { readQuestion, type SshQuestion } from './question.ts';

/** Who answers what the `ssh` of one connection asks, and may give the connection up. */
export interface SshAsker {
  /**
   * One question at a time; a rejection leaves it without an answer.
   * @param ended it is asked no more
   */
  ask(question: SshQuestion, ended: AbortSignal): Promise<string>;
  /** Aborted: the user doesn’t want to connect any more. */
  readonly cancelled: AbortSignal;
}

/**
 * The way from an `ssh` to its user while it connects: a folder that is this user’s alone, in which a script of ours puts
 * what it asks, and reads the answer from a pipe. The folder is gone when it is closed.
 */
export class AskChannel {
  readonly #folder: string;
  readonly #asker: SshAsker;
  readonly #over = new AbortController();
  readonly #asking = new Map<string, AbortController>();
  #watcher: FSWatcher | null = null;
  #before: SshQuestion | null = null;
  #turn: Promise<void> = Promise.resolve();
  #looking: Promise<void> = Promise.resolve();

  private constructor(folder: string, asker: SshAsker) {
    this.#folder = folder;
    this.#asker = asker;
  }

  /**
   * @param socket of the connection: its folder is its user’s alone
   * @throws where the folder can’t be written
   */
  static async open(socket: string, asker: SshAsker): Promise<AskChannel> {
    await sweep(dirname(socket));
    const folder = await mkdtemp(join(dirname(socket), `ask-${process.pid}-`));
    const channel = new AskChannel(folder, asker);
    try {
      await writeFile(channel.#script, askScript(folder, process.pid), { mode: 0o700, flag: 'wx' });
      channel.#watcher = watch(folder, () => channel.#look());
      // The folder was taken away: whoever did that gets no answer.
      channel.#watcher.on('error', () => channel.#over.abort());
    } catch (error) {
      await channel.close();
      throw error;
    }
    return channel;
  }

  /** What `ssh` is told, beside the user’s own variables, for it to ask here. */
  get environment(): NodeJS.ProcessEnv {
    return { SSH_ASKPASS: this.#script, SSH_ASKPASS_REQUIRE: 'force' };
  }

  /** Whatever is still asked is asked no more. */
  async close(): Promise<void> {
    this.#over.abort();
    this.#watcher?.close();
    await this.#looking;
    for (const asking of this.#asking.values()) asking.abort();
    await this.#turn;
    // Who asks in this very moment may put something there meanwhile.
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 });
  }

  get #script(): string {
    return join(this.#folder, 'ask');
  }

  #look(): void {
    this.#looking = this.#looking.then(() => this.#lookOnce()).catch(() => this.#over.abort());
  }

  async #lookOnce(): Promise<void> {
    if (this.#over.signal.aborted) return;
    const files = await readdir(this.#folder);
    for (const [number, asking] of this.#asking) if (!files.includes(number + ANSWER)) asking.abort();
    for (const file of files) {
      const [, number] = /^(\d+)\.question$/.exec(file) ?? [];
      if (number !== undefined) await this.#take(number);
    }
  }

  /** A question that was found; its pipe is open from now on, so that who asks notices when this process ends. */
  async #take(number: string): Promise<void> {
    const path = join(this.#folder, number + QUESTION);
    const text = await readFile(path, 'utf8');
    await rm(path);
    const pipe = await open(join(this.#folder, number + ANSWER), 'r+');
    const end = text.indexOf('\n');
    const asking = new AbortController();
    this.#asking.set(number, asking);
    this.#turn = this.#turn.then(() =>
      this.#answer(pipe, text.slice(0, end), text.slice(end + 1), asking.signal),
    );
    void this.#turn.finally(() => this.#asking.delete(number));
  }

  async #answer(pipe: FileHandle, hint: string, prompt: string, ended: AbortSignal): Promise<void> {
    try {
      if (ended.aborted) return;
      const question = readQuestion(hint, prompt, this.#before);
      this.#before = question;
      const answer = await Promise.race([this.#asker.ask(question, ended), untilAborted(ended)]);
      if (typeof answer !== 'string' || ended.aborted) return;
      await pipe.write(`${ANSWERED}${answer}\n`);
      // Closed before it is read, a pipe forgets what is in it.
      await untilAborted(ended);
    } catch {
      // Nobody answers: who asks reads the end of the pipe.
    } finally {
      await pipe.close().catch(() => {});
    }
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Takes away what a Patchbay left that was killed as it asked. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid] = /^ask-(\d{1,9})-/.exec(name) ?? [];
    if (pid !== undefined && !isAlive({ pid: Number(pid), startTime: '', boot: bootId() }))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}
