import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { runtimeDirectory } from '../../files/kept.ts';
import { toolEnvironment } from '../local/process/environment.ts';
import { launchFailure } from '../local/process/launchFailure.ts';
import { LineSplitter } from '../local/process/lines.ts';
import { releasePipesAfterExit } from '../local/process/pipes.ts';
import { type SshFailure, sshFailure } from './sshFailure.ts';
import { type SshTarget, whereWords } from './target.ts';

/** Who may be asked for a password or about a key: whoever sits at this terminal, or nobody. */
export type SshPrompt = 'terminal' | 'nobody';

/** What a script printed, whole or as far as it came; or why it could not begin. */
export type ScriptEnd =
  | {
      readonly kind: 'ran';
      readonly stdout: Uint8Array;
      readonly stderr: Uint8Array;
      readonly isTimedOut: boolean;
    }
  | { readonly kind: 'unreached'; readonly failure: SshFailure }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'too-much-output' };

export interface ScriptLimits {
  readonly timeoutMs: number;
  /** Of each stream. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Seconds that an idle connection stays, so that the next command line needs no new one. */
const PERSIST_S = 60;
const CONNECT_S = 15;
/** A dead connection is noticed after three of these. */
const ALIVE_S = 5;
const KILL_AFTER_MS = 1000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * The user’s own `ssh` to one host: all that runs there shares one connection, on a socket of Patchbay’s own. What has
 * broken is connected again, the later the more often that failed, and never for what the user has to mend first.
 */
export class SshConnection {
  readonly target: SshTarget;
  readonly #prompt: SshPrompt;
  #failed: { readonly failure: SshFailure; readonly until: number; readonly pauseMs: number } | null = null;

  constructor(target: SshTarget, prompt: SshPrompt) {
    this.target = target;
    this.#prompt = prompt;
  }

  /** Runs a script there by a POSIX shell that reads it from its input. Never rejects. */
  async run(script: string, limits: ScriptLimits): Promise<ScriptEnd> {
    const isResting = this.#failed !== null && performance.now() < this.#failed.until;
    if (isResting && this.#failed !== null) return { kind: 'unreached', failure: this.#failed.failure };
    if (limits.signal.aborted) return { kind: 'cancelled' };
    try {
      return this.#judged(await execute(await this.#words(this.#prompt), script, limits));
    } catch (error) {
      return this.#unreached(ownFailure(error));
    }
  }

  /** Runs a script that goes on printing, and hands on its lines; `onEnd` gets what ssh itself said last. */
  follow(script: string, onLine: (line: string) => void, onEnd: (stderr: string) => void): { stop(): void } {
    const controller = new AbortController();
    void this.#follow(script, onLine, controller.signal)
      .catch((error: unknown) => ownFailure(error).message)
      .then(onEnd);
    return { stop: () => controller.abort() };
  }

  async #follow(script: string, onLine: (line: string) => void, signal: AbortSignal): Promise<string> {
    const child = execa('ssh', await this.#words('nobody'), {
      stdin: 'pipe',
      env: toolEnvironment(process.env),
      extendEnv: false,
      buffer: false,
      encoding: 'buffer',
      cancelSignal: signal,
      forceKillAfterDelay: KILL_AFTER_MS,
      cleanup: true,
      reject: false,
    });
    releasePipesAfterExit(child);
    child.stdin.on('error', () => {});
    // Its input stays open: its end tells the script there that nobody listens any more.
    child.stdin.write(script);
    let last = '';
    const out = new LineSplitter((line) => void (signal.aborted || onLine(line)));
    const err = new LineSplitter((line) => {
      if (line.trim() !== '') last = line;
      if (!signal.aborted) onLine(line);
    });
    child.stdout.on('data', (chunk: Uint8Array) => out.push(chunk));
    child.stderr.on('data', (chunk: Uint8Array) => err.push(chunk));
    await child;
    out.end();
    err.end();
    return last;
  }

  #judged(ended: Awaited<ReturnType<typeof execute>>): ScriptEnd {
    if (ended.isCanceled) return { kind: 'cancelled' };
    if (ended.isMaxBuffer) return { kind: 'too-much-output' };
    const { stdout, stderr, isTimedOut } = streamsOf(ended);
    // ssh itself fails with 255; what a host printed by then shows that it was reached.
    const isReached = stdout.length > 0 || ended.exitCode !== 255;
    if (!isReached) return this.#unreached(sshFailure(this.target, Buffer.from(stderr).toString('utf8')));
    if (ended.exitCode === undefined && ended.signal === undefined && !isTimedOut)
      return this.#unreached(ownFailure(ended));
    this.#failed = null;
    return { kind: 'ran', stdout, stderr, isTimedOut };
  }

  #unreached(failure: SshFailure): ScriptEnd {
    const pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * (this.#failed?.pauseMs ?? FIRST_PAUSE_MS / 2));
    // What only the user can mend is not tried again and again: it would lock them out, or fill the host’s log.
    const until = performance.now() + (failure.isFinal ? LONGEST_PAUSE_MS : pauseMs);
    this.#failed = { failure, until, pauseMs };
    return { kind: 'unreached', failure };
  }

  /** @throws where the socket’s folder can’t be made */
  async #words(prompt: SshPrompt): Promise<readonly string[]> {
    const folder = runtimeDirectory();
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const options: Readonly<Record<string, string | number>> = {
      ControlMaster: 'auto',
      ControlPath: join(folder, 'ssh-%C'),
      ControlPersist: PERSIST_S,
      ConnectTimeout: CONNECT_S,
      ServerAliveInterval: ALIVE_S,
      ServerAliveCountMax: 3,
      BatchMode: prompt === 'terminal' ? 'no' : 'yes',
      // Nothing of the user’s configuration that is meant for a login of theirs.
      ClearAllForwardings: 'yes',
      ForwardAgent: 'no',
      ForwardX11: 'no',
      PermitLocalCommand: 'no',
      RemoteCommand: 'none',
      RequestTTY: 'no',
    };
    const words = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    return ['-T', ...words, ...whereWords(this.target), 'sh -s'];
  }
}

async function execute(words: readonly string[], script: string, limits: ScriptLimits) {
  const child = execa('ssh', words, {
    input: script,
    env: toolEnvironment(process.env),
    extendEnv: false,
    encoding: 'buffer',
    maxBuffer: limits.maxBytes,
    stripFinalNewline: false,
    timeout: limits.timeoutMs,
    forceKillAfterDelay: KILL_AFTER_MS,
    cancelSignal: limits.signal,
    cleanup: true,
    reject: false,
  });
  releasePipesAfterExit(child);
  return await child;
}

/** A token that no output can hold by chance or by design. */
export function freshToken(): string {
  return `patchbay-${randomBytes(12).toString('hex')}`;
}

function streamsOf({
  stdout,
  stderr,
  timedOut,
}: {
  stdout?: Uint8Array;
  stderr?: Uint8Array;
  timedOut: boolean;
}) {
  return { stdout: stdout ?? new Uint8Array(), stderr: stderr ?? new Uint8Array(), isTimedOut: timedOut };
}

/** Why `ssh` itself did not start. */
function ownFailure(error: unknown): SshFailure {
  const failure = launchFailure('ssh', error);
  return failure.kind === 'missing'
    ? {
        message: 'ssh is not installed on this machine.',
        advice: 'Install the package openssh-client (Debian, Ubuntu) or openssh-clients (Fedora).',
        isFinal: true,
      }
    : { message: failure.message, advice: '', isFinal: false };
}
