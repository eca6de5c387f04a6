import { shellLine } from '#shared/edits/shellWords.ts';
import type { Command, RunOutcome } from '#shared/host/command.ts';
import type { NeededRights as Needed } from '#shared/ops/opKind.ts';
import { excerpt } from '#shared/parse/result.ts';
import type { Host, RunLimits } from '../../hosts/host.ts';
import { runEdited } from './editedOutput.ts';
import { requestFor } from './helperRequest.ts';
import { HelperSession } from './helperSession.ts';

/** What makes a program run as root: after a prompt by an agent, or silently where the user may. */
type Elevation = 'pkexec' | 'sudo';

/**
 * Who asks for a password. `agent`: that of the desktop, where there is one, as nobody sees a terminal. `terminal`: the
 * programs themselves, on the terminal that this runs in.
 */
export type PasswordPrompt = 'agent' | 'terminal';

type Attempt = readonly [elevation: Elevation, prefix: readonly [string, ...string[]]];

/** What is tried, one after the other, until one starts the helper, or its prompt is dismissed. */
const attempts: { readonly [P in PasswordPrompt]: readonly Attempt[] } = {
  // pkexec's own textual agent would wait for a password on a terminal that nobody sees.
  agent: [
    ['pkexec', ['pkexec', '--disable-internal-agent']],
    ['sudo', ['sudo', '-n']],
  ],
  // Whom sudo lets do it without a password may have none that pkexec could ask for.
  terminal: [
    ['sudo', ['sudo', '-n']],
    ['pkexec', ['pkexec']],
    ['sudo', ['sudo']],
  ],
};

/** How a command with rights ended. */
export type Ran =
  | {
      readonly kind: 'ran';
      readonly command: Command;
      readonly outcome: RunOutcome;
      /** What gave it root's rights; absent: it ran with our own. */
      readonly elevation?: Elevation;
    }
  /** The user closed the prompt for the password, or left it open. */
  | { readonly kind: 'dismissed'; readonly command: Command }
  /** Nobody let it run; nothing was changed. */
  | {
      readonly kind: 'refused';
      readonly command: Command;
      readonly message: string;
      readonly advice: string;
    };

/** A helper that serves, or why there is none; `cancelled` by the user while it was prompted for. */
type Got =
  | { readonly kind: 'helper'; readonly helper: HelperSession; readonly elevation: Elevation }
  | { readonly kind: 'dismissed' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Runs the commands of one edit with the rights that they need: libvirt decides itself who may use it; links are changed
 * directly by root, else by a helper that is started as root at the first such command and ends with the edit, through
 * pkexec or sudo. So an edit prompts once.
 */
export class Rights {
  readonly #host: Host;
  readonly #prompt: PasswordPrompt;
  #isRoot: boolean | null = null;
  #open: { readonly helper: HelperSession; readonly elevation: Elevation } | null = null;
  /** Who was asked and said no is not asked again for the same edit. */
  #denied: Got | null = null;

  constructor(host: Host, prompt: PasswordPrompt = 'agent') {
    this.#host = host;
    this.#prompt = prompt;
  }

  /**
   * Asks for root's rights at once where they will be needed, as a prompt may stand for minutes: what is read afterwards
   * is of the moment. What was answered shows when the first command is run.
   * @returns whether anybody had to be asked
   */
  async prepare(signal: AbortSignal): Promise<boolean> {
    // What takes no prompt needs no preparing.
    if (this.#host.sudo === true || (await this.isRoot())) return false;
    await this.#helper(signal);
    return true;
  }

  /** @param request what the helper is asked for, where that is more than the command's own verb */
  async run(
    command: Command,
    needed: Needed,
    limits: RunLimits,
    request = requestFor(command),
  ): Promise<Ran> {
    if (needed === 'libvirt' || (await this.isRoot())) {
      return { kind: 'ran', command, outcome: await runEdited(this.#host, command, limits) };
    }
    if (this.#host.sudo === true) return this.#bySudo(command, limits);
    if (request === null) return refused(command, 'the helper doesn’t support this command');
    const got = await this.#helper(limits.signal);
    switch (got.kind) {
      case 'helper':
        return {
          kind: 'ran',
          command,
          outcome: await got.helper.ask(request, {
            ...limits,
            timeoutMs: limits.timeoutMs * (this.#host.patience ?? 1),
          }),
          elevation: got.elevation,
        };
      case 'dismissed':
        return { kind: 'dismissed', command };
      case 'cancelled':
        return { kind: 'ran', command, outcome: { kind: 'cancelled' } };
      case 'refused':
        return refused(command, got.why);
    }
  }

  /** By the rules that the user has there, without a prompt, which nobody would see. */
  async #bySudo(command: Command, limits: RunLimits): Promise<Ran> {
    const { argv } = command;
    const outcome = await runEdited(this.#host, { ...command, argv: ['sudo', '-n', '--', ...argv] }, limits);
    // sudo: a password is required   sudo: a terminal is required to read the password; …   sudo isn’t there at all
    const isRefused = outcome.kind === 'exited' && outcome.exitCode === 1 && /^sudo: /m.test(outcome.stderr);
    if (!isRefused && outcome.kind !== 'missing') return { kind: 'ran', command, outcome, elevation: 'sudo' };
    return refused(command, `sudo there didn’t give them (${whyNot(outcome)})`);
  }

  /** Ends the helper, if one was needed: the edit is over. */
  close(): void {
    this.#open?.helper.close();
    this.#open = null;
  }

  /** The helper of this edit; another one where that has ended. */
  async #helper(signal: AbortSignal | undefined): Promise<Got> {
    if (this.#open?.helper.serves) return { kind: 'helper', ...this.#open };
    if (this.#denied !== null) return this.#denied;
    const reasons = new Map<Elevation, string>();
    for (const [elevation, prefix] of attempts[this.#prompt]) {
      const got = await this.#start(elevation, prefix, signal);
      if (got.kind === 'helper') {
        this.#open = got;
        return got;
      }
      if (got.kind !== 'refused') {
        this.#denied = got;
        return got;
      }
      reasons.set(elevation, got.why);
    }
    const why = `neither pkexec (${reasons.get('pkexec')}) nor sudo (${reasons.get('sudo')}) gave them`;
    this.#denied = { kind: 'refused', why };
    return this.#denied;
  }

  async #start(
    elevation: Elevation,
    prefix: readonly [string, ...string[]],
    signal: AbortSignal | undefined,
  ): Promise<Got> {
    const started = await HelperSession.start(this.#host, prefix, signal);
    if (started.kind === 'serves') return { kind: 'helper', helper: started.helper, elevation };
    const { outcome } = started;
    if (outcome.kind === 'cancelled') return { kind: 'cancelled' };
    // Nobody answered the prompt: sudo must not do now, silently, what the user has perhaps thought better of.
    if (outcome.kind === 'timed-out') return { kind: 'dismissed' };
    if (elevation === 'pkexec' && outcome.kind === 'exited' && outcome.exitCode === 126)
      return { kind: 'dismissed' };
    return { kind: 'refused', why: whyNot(outcome) };
  }

  /** Whether what takes root's rights is run without asking anybody for them. */
  async isRoot(): Promise<boolean> {
    if (this.#isRoot === null) {
      const outcome = await this.#host.run({ argv: ['id', '-u'] }, { timeoutMs: 5000 });
      if (outcome.kind !== 'exited') return false;
      this.#isRoot = outcome.stdout.trim() === '0';
    }
    return this.#isRoot;
  }
}

function refused(command: Command, why: string): Ran {
  return {
    kind: 'refused',
    command,
    message: `Changing a link takes root’s rights, and ${why}.`,
    advice: `Run it in a terminal, and Patchbay shows the result: sudo ${shellLine(command)}`,
  };
}

/** In the middle of a sentence. */
function whyNot(outcome: RunOutcome): string {
  switch (outcome.kind) {
    case 'missing':
      return 'not installed';
    case 'exited': {
      // pkexec, 127: Error executing command as another user: No authentication agent found.
      // sudo, 1: sudo: a password is required
      const said = outcome.stderr.replace(/^(Error executing command as another user|sudo): /, '').trim();
      return (
        sentencePart(said.split('\n')[0] ?? '') || `it ended without an answer, exit code ${outcome.exitCode}`
      );
    }
    case 'denied':
    case 'failed':
      return sentencePart(outcome.message) || 'it could not be run';
    default:
      return 'it could not be run';
  }
}

function sentencePart(text: string): string {
  return excerpt(text).replace(/\.$/, '');
}
