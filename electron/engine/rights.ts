import type { Rights as Needed } from '#shared/edits/model.ts';
import { shellLine } from '#shared/edits/shellWords.ts';
import type { Command, RunOutcome } from '#shared/host/command.ts';
import { excerpt } from '#shared/parse/result.ts';
import type { Host, RunLimits } from '../hosts/host.ts';

/** How a command with rights ended; `command` is the one that was run, elevation and all. */
export type Ran =
  | { readonly kind: 'ran'; readonly command: Command; readonly outcome: RunOutcome }
  /** The user closed the prompt for the password. */
  | { readonly kind: 'dismissed'; readonly command: Command }
  /** Nobody let it run; nothing was changed. */
  | {
      readonly kind: 'refused';
      readonly command: Command;
      readonly message: string;
      readonly advice: string;
    };

/** A person reads the prompt and types a password. */
const PROMPT_MS = 120_000;

/** Debian's ordinary users have no sbin on their PATH, and pkexec looks for a program where its caller would. */
const BINARY_FOLDERS = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/**
 * Runs commands with the rights that they need: libvirt decides itself who may use it; links are changed directly by
 * root, else through pkexec where an agent asks for the password, else through sudo where it asks for none.
 */
export class Rights {
  readonly #host: Host;
  #isRoot: boolean | null = null;

  constructor(host: Host) {
    this.#host = host;
  }

  async run(command: Command, needed: Needed, limits: RunLimits): Promise<Ran> {
    if (needed === 'libvirt' || (await this.#knowRoot())) return this.#direct(command, limits);
    const full = await this.#withFullPath(command);
    const asked = await this.#byPkexec(full, limits);
    if (asked.kind !== 'refused') return asked;
    const quiet = await this.#bySudo(full, limits);
    if (quiet.kind !== 'refused') return quiet;
    return {
      kind: 'refused',
      command,
      message: `Changing a link takes root's rights, and neither pkexec (${asked.message}) nor sudo (${quiet.message}) gave them.`,
      advice: `Run it in a terminal, and Patchbay shows the result: sudo ${shellLine(command)}`,
    };
  }

  async #direct(command: Command, limits: RunLimits): Promise<Ran> {
    return { kind: 'ran', command, outcome: await this.#host.run(command, limits) };
  }

  async #byPkexec(command: Command, limits: RunLimits): Promise<Ran> {
    // Its own textual agent would wait for a password on a terminal that nobody sees.
    const elevated = prefixed(command, 'pkexec', '--disable-internal-agent');
    const outcome = await this.#host.run(elevated, { ...limits, timeoutMs: limits.timeoutMs + PROMPT_MS });
    const unavailable = whyNotStarted(outcome);
    if (unavailable !== null) return refused(elevated, unavailable);
    if (outcome.kind === 'exited' && outcome.exitCode === 126)
      return { kind: 'dismissed', command: elevated };
    // 127: no agent, or not authorised; `ip` itself never ends so.
    // Error executing command as another user: No authentication agent found.
    if (outcome.kind === 'exited' && outcome.exitCode === 127) {
      const [why = ''] = outcome.stderr.replace('Error executing command as another user: ', '').split('\n');
      return refused(elevated, said(why));
    }
    return { kind: 'ran', command: elevated, outcome };
  }

  async #bySudo(command: Command, limits: RunLimits): Promise<Ran> {
    const elevated = prefixed(command, 'sudo', '-n');
    const outcome = await this.#host.run(elevated, limits);
    const unavailable = whyNotStarted(outcome);
    if (unavailable !== null) return refused(elevated, unavailable);
    if (outcome.kind === 'exited' && outcome.exitCode !== 0) {
      // sudo: a password is required   — `ip` never begins a line like that
      const why = /^sudo: (.*)/m.exec(outcome.stderr)?.[1];
      if (why !== undefined) return refused(elevated, said(why));
    }
    return { kind: 'ran', command: elevated, outcome };
  }

  async #knowRoot(): Promise<boolean> {
    if (this.#isRoot === null) {
      const outcome = await this.#host.run({ argv: ['id', '-u'] }, { timeoutMs: 5000 });
      if (outcome.kind !== 'exited') return false;
      this.#isRoot = outcome.stdout.trim() === '0';
    }
    return this.#isRoot;
  }

  async #withFullPath(command: Command): Promise<Command> {
    const [program, ...args] = command.argv;
    for (const folder of BINARY_FOLDERS) {
      const path = `${folder}/${program}`;
      const outcome = await this.#host.run({ argv: [path, '-V'] }, { timeoutMs: 5000 });
      if (outcome.kind === 'exited') return { ...command, argv: [path, ...args] };
    }
    return command;
  }
}

function prefixed(command: Command, program: string, ...options: readonly string[]): Command {
  return { ...command, argv: [program, ...options, ...command.argv] };
}

function refused(command: Command, message: string): Ran & { kind: 'refused' } {
  return { kind: 'refused', command, message, advice: '' };
}

/** Why the program that gives rights did not start; null: it did. */
function whyNotStarted(outcome: RunOutcome): string | null {
  if (outcome.kind === 'missing') return 'not installed';
  return outcome.kind === 'denied' ? said(outcome.message) : null;
}

/** In the middle of a sentence. */
function said(text: string): string {
  return excerpt(text).replace(/\.$/, '') || 'not allowed';
}
