import type { RunOutcome } from '#shared/host/command.ts';
import type { SourceStatus } from '#shared/host/source.ts';
import type { Explanation } from '#shared/parse/knownFailure.ts';
import { excerpt } from '#shared/parse/result.ts';

/** Why a source has no fresh facts; the sentences are for the user. */
export interface Trouble {
  readonly status: Extract<SourceStatus, 'missing' | 'denied' | 'timed-out' | 'failed' | 'unparsable'>;
  readonly message: string;
  readonly advice: string;
  /** Of a capture: what would tell was not asked when it was taken. Absent: it was, or the host is no capture. */
  readonly isNotCaptured?: true;
}

/** A tool that is run to read something, and what to tell when it cannot be. */
export interface Tool {
  readonly program: string;
  /** What to do when it is not installed. */
  readonly install: string;
  /** What to do when it does not answer in time. */
  readonly hung: string;
}

const TRY_AGAIN = 'Retrying…';

export const IP: Tool = { program: 'ip', install: 'Install the package iproute2.', hung: TRY_AGAIN };
export const BRIDGE: Tool = { program: 'bridge', install: 'Install the package iproute2.', hung: TRY_AGAIN };
export const VIRSH: Tool = {
  program: 'virsh',
  install: 'To see VMs, install libvirt-clients (Debian, Ubuntu) or libvirt-client (Fedora).',
  hung: 'libvirtd may hang: check its journal, or restart it; running VMs continue. Retrying…',
};
export const FIND: Tool = { program: 'find', install: 'Install the package findutils.', hung: TRY_AGAIN };
export const GREP: Tool = { program: 'grep', install: 'Install the package grep.', hung: TRY_AGAIN };

/** How a command ended that has no result: it did not run to an end. A cancelled one is nobody's trouble. */
export function troubleOf(
  outcome: Exclude<RunOutcome, { kind: 'exited' | 'cancelled' }>,
  { program, install, hung }: Tool,
): Trouble {
  switch (outcome.kind) {
    case 'missing':
      return { status: 'missing', message: `${program} is not installed.`, advice: install };
    case 'denied':
      return {
        status: 'denied',
        message: `${program} may not be run (${excerpt(outcome.message)}).`,
        advice: `Check that your user may execute ${program}.`,
      };
    case 'timed-out':
      return {
        status: 'timed-out',
        message: `${program} did not answer within ${Math.round(outcome.afterMs / 1000)} s.`,
        advice: hung,
      };
    case 'too-much-output':
      return {
        status: 'failed',
        message: `${program} printed more than ${Math.round(outcome.limitBytes / 1024 / 1024)} MiB.`,
        advice: '',
      };
    case 'failed':
      return { status: 'failed', message: outcome.message, advice: TRY_AGAIN };
    case 'not-captured':
      return { status: 'failed', message: outcome.message, advice: '', isNotCaptured: true };
  }
}

/** A command ended with an exit code that means failure; `explained` is what its stderr is known to mean. */
export function exitTrouble(
  program: string,
  exitCode: number,
  stderr: string,
  explained: Explanation | null,
): Trouble {
  if (explained !== null) {
    const { status, message, advice } = explained;
    return { status: status === 'denied' || status === 'timed-out' ? status : 'failed', message, advice };
  }
  const why = stderr.trim() === '' ? `exit code ${exitCode}` : excerpt(stderr);
  return { status: 'failed', message: `${program} failed: ${why}`, advice: TRY_AGAIN };
}

export function unparsableTrouble(message: string): Trouble {
  return { status: 'unparsable', message, advice: TRY_AGAIN };
}

/** Whether a capture doesn’t hold the answer: an older Patchbay did not ask. */
export function isNotCaptured(found: object): boolean {
  return 'isNotCaptured' in found;
}
