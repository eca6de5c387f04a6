import { randomBytes } from 'node:crypto';
import { SYSTEM_URI } from '#shared/host/libvirtUri.ts';
import { excerpt } from '#shared/parse/result.ts';
import { batchScript, inBatches, splitBatch } from '#shared/parse/virshBatch.ts';
import { explainVirsh } from '#shared/parse/virshError.ts';
import type { ReadHost } from './patientHost.ts';
import { exitTrouble, type Trouble, troubleOf, unparsableTrouble, VIRSH } from './trouble.ts';

/** Anybody may read, and passwords are hidden. */
export const READ_ONLY = ['virsh', '-r', '-q', '-c', SYSTEM_URI] as const;

/** For one process; a batch that needs several has this for each. */
const TIMEOUT_MS = 10_000;

/** What one command of a batch printed; null before the batch has run. Empty also when the command failed. */
export interface BatchAnswer {
  readonly text: string | null;
}

export type BatchEnd =
  | { readonly status: 'ok'; readonly stderr: string }
  | { readonly status: 'cancelled' }
  | Trouble;

/** Commands that one virsh process runs one after the other: a process each would take forty times as long. */
export class VirshBatch {
  readonly #commands: (readonly string[])[] = [];
  readonly #answers: { text: string | null }[] = [];

  /** Adds a command; its answer is there once `run` has ended with `ok`. */
  ask(...command: readonly string[]): BatchAnswer {
    const answer = { text: null };
    this.#commands.push(command);
    this.#answers.push(answer);
    return answer;
  }

  get isEmpty(): boolean {
    return this.#commands.length === 0;
  }

  /**
   * Runs the commands. What single commands complain of (a VM that has gone, say) is in `stderr`; anything that casts
   * doubt on all of them is trouble: when libvirtd dies in mid-batch, virsh still exits with 0, and its lists are empty.
   */
  async run(host: ReadHost, signal: AbortSignal | undefined): Promise<BatchEnd> {
    let stderr = '';
    let first = 0;
    const nonce = randomBytes(8).toString('hex');
    for (const commands of inBatches(this.#commands, nonce)) {
      const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
      const outcome = await host.run({ argv: [...READ_ONLY, batchScript(commands, nonce)] }, limits);
      if (outcome.kind === 'cancelled') return { status: 'cancelled' };
      if (outcome.kind !== 'exited') return troubleOf(outcome, VIRSH);
      const { exitCode, stdout } = outcome;
      const lost = connectionTrouble(exitCode, outcome.stderr);
      if (lost !== null) return lost;
      const sections = splitBatch(stdout, nonce, commands.length);
      if (!sections.ok) {
        return outcome.stderr.trim() === ''
          ? unparsableTrouble(sections.message)
          : exitTrouble('virsh', exitCode, outcome.stderr, explainVirsh(outcome.stderr));
      }
      if (sections.value.includes(null)) {
        return unparsableTrouble(`virsh broke off after “${excerpt(stdout.slice(-80))}”.`);
      }
      for (const [index, text] of sections.value.entries()) {
        const answer = this.#answers[first + index];
        if (answer) answer.text = text;
      }
      first += commands.length;
      stderr += outcome.stderr;
    }
    return { status: 'ok', stderr };
  }
}

// error: Disconnected from qemu:///system due to end of file | error: Failed to reconnect to the hypervisor
// error: failed to connect to the hypervisor | error: Failed to list domains
const CONNECTION_LOST =
  /^error: (?:Disconnected from|Failed to reconnect|failed to connect|Failed to list domains)/m;

/** What went wrong with the connection as a whole; null when only single commands failed, or none. */
export function connectionTrouble(exitCode: number, stderr: string): Trouble | null {
  const lost = CONNECTION_LOST.exec(stderr);
  if (lost === null) return null;
  const said = stderr.slice(lost.index);
  return exitTrouble('virsh', exitCode, said, explainVirsh(said));
}
