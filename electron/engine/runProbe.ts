import type { Command, RunOutcome } from '#shared/host/command.ts';
import { UserFailure } from '#shared/userFailure.ts';
import type { Host } from '../hosts/host.ts';

/** `ping` itself waits for one second. */
const TIMEOUT_MS = 5000;
/** At once: a subnet takes a few seconds so, and the host’s table of neighbours is not filled. */
const AT_ONCE = 48;

/**
 * Runs the commands of a probe, so many at once. That an address doesn’t answer is no failure.
 * @throws {UserFailure} when they can’t be run on the host
 */
export async function runProbe(
  host: Pick<Host, 'run' | 'patience'>,
  commands: readonly Command[],
): Promise<void> {
  const left = [...commands];
  const timeoutMs = TIMEOUT_MS * (host.patience ?? 1);
  const askOn = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const outcome = await host.run(next, { timeoutMs });
      const failure = failureOf(outcome);
      if (failure === null) continue;
      left.length = 0;
      throw failure;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOn));
}

/** `ping` exits with 1 where nobody answers, and with 2 where it could not send. */
function failureOf(outcome: RunOutcome): UserFailure | null {
  switch (outcome.kind) {
    case 'missing':
      return new UserFailure(
        'ping isn’t installed on this host.',
        'Install it: apt-get install iputils-ping.',
      );
    case 'denied':
    case 'not-captured':
    case 'failed':
      return new UserFailure(`ping can’t be run on this host: ${outcome.message}`, '');
    case 'exited': {
      const [said = ''] = outcome.stderr.trim().split('\n');
      return outcome.exitCode <= 1 ? null : new UserFailure('ping could not send.', said);
    }
    default:
      return null;
  }
}
