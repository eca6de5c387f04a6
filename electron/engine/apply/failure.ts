import type { Command, RunOutcome } from '#shared/host/command.ts';
import type { Step } from '#shared/ops/step.ts';
import { explainIp } from '#shared/parse/ipError.ts';
import { excerpt } from '#shared/parse/result.ts';
import { explainVirsh } from '#shared/parse/virshError.ts';
import { UNSEEN } from './verify.ts';

/** Why a plan ended before its end. */
export interface Failure {
  /**
   * - `failed`: a command failed, or the host does not show its effect
   * - `cancelled`: the user ended it
   * - `refused`: the rights for a command were not given
   */
  readonly kind: 'failed' | 'cancelled' | 'refused';
  readonly message: string;
  readonly advice: string;
}

export const cancelled: Failure = { kind: 'cancelled', message: 'Cancelled.', advice: '' };

/** What went wrong with a step, from how its command ended and what the host shows. */
export function failureOf(step: Step, outcome: RunOutcome, mismatch: string, isCancelled: boolean): Failure {
  // virsh waits for the guest only after libvirt has asked it.
  const isAsked = outcome.kind === 'cancelled' || (outcome.kind === 'exited' && outcome.exitCode === 0);
  if (isCancelled) return isAsked && isRelease(step) ? { ...cancelled, ...releaseAsked } : cancelled;
  const [program] = step.command.argv;
  switch (outcome.kind) {
    case 'exited':
      return outcome.exitCode === 0 ? unconfirmed(step, mismatch) : errorOf(step.command, outcome);
    case 'timed-out':
      return failed(
        `${program} did not answer within ${Math.round(outcome.afterMs / 1000)} s${mismatch.startsWith(UNSEEN) ? '.' : ', and the host does not show the change.'} ${mismatch}`,
        program === 'virsh'
          ? 'libvirtd may hang: check its journal, or restart it; running VMs continue. It may still make the change once it answers again.'
          : '',
      );
    case 'missing':
      return failed(`${outcome.program} is not installed on the host.`, 'Install it, then try again.');
    case 'denied':
      return failed(`${outcome.program} may not be run: ${excerpt(outcome.message)}`, '');
    case 'too-much-output':
      return failed(`${program} printed more than could be read. ${mismatch}`, '');
    case 'cancelled':
      return cancelled;
    case 'not-captured':
    case 'failed':
      return failed(`${program} could not be run: ${excerpt(outcome.message)}`, '');
  }
}

/** A guest that was asked to release its vNIC stays asked, whatever becomes of the plan. */
const releaseAsked = {
  message: 'Cancelled, while the guest had not released the vNIC yet.',
  advice:
    'The request stays with QEMU and can’t be withdrawn: the guest may still release the vNIC, at the latest when it is reset.',
};

function isRelease({ op }: Step): boolean {
  return op.op === 'vnic-remove' && op.scope === 'live';
}

/** The command reported success, and a fresh read does not show it. */
function unconfirmed(step: Step, mismatch: string): Failure {
  const { command, settleMs } = step;
  const seconds = Math.round(settleMs / 1000);
  if (isRelease(step)) {
    return failed(
      `virsh says that the vNIC was detached, but the guest has not released it in ${seconds} s.`,
      `${releaseAsked.advice} A guest that has not booted, is paused or has no ACPI hot-plug does not answer; detach it for the next start only.`,
    );
  }
  if (mismatch.startsWith(UNSEEN)) {
    return failed(
      `${command.argv[0]} reports success, but Patchbay couldn’t check whether the host shows it. ${mismatch}`,
      'Look at what could not be read before trying again.',
    );
  }
  return failed(
    `${command.argv[0]} reports success, but after ${seconds} s the host does not show it. ${mismatch}`,
    'Look at what the host shows now before trying again.',
  );
}

// error: Failed to update device from /dev/stdin
// error: operation failed: bridge brX doesn't exist
// RTNETLINK answers: Operation not supported
function errorOf({ argv }: Command, { stderr, exitCode }: RunOutcome & { kind: 'exited' }): Failure {
  const [program] = argv;
  const known = program === 'virsh' ? explainVirsh(stderr) : explainIp(stderr, argv);
  if (known !== null) {
    return {
      kind: known.status === 'denied' ? 'refused' : 'failed',
      message: known.message,
      advice: known.advice,
    };
  }
  const lines = stderr
    .split('\n')
    .map((line) => line.replace(/^error: /, '').trim())
    .filter((line) => line !== '' && !/^Failed to \w+ device from/.test(line));
  return failed(`${program} failed: ${excerpt(lines[0] ?? `exit code ${exitCode}`)}`, '');
}

function failed(message: string, advice: string): Failure {
  const trimmed = message.trimEnd();
  return { kind: 'failed', message: /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`, advice };
}
