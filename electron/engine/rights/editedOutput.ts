import type { Command, RunOutcome } from '#shared/host/command.ts';
import type { Host, RunLimits } from '../../hosts/host.ts';

/** Runs a command; where its input is another one's edited output, that one first. What it printed is kept nowhere. */
export async function runEdited(host: Host, command: Command, limits: RunLimits): Promise<RunOutcome> {
  const { argv, edited } = command;
  if (edited === undefined) return host.run(command, limits);
  const printed = await host.run({ argv: edited.argv }, limits);
  if (printed.kind !== 'exited' || printed.exitCode !== 0) return withoutOutput(printed);
  const [before = '', after, ...more] = printed.stdout.split(edited.was);
  if (after === undefined || more.length > 0) {
    return { kind: 'failed', message: 'what it was to change is not there any more, or not only once' };
  }
  return host.run({ argv, stdin: before + edited.by + after }, limits);
}

function withoutOutput(outcome: RunOutcome): RunOutcome {
  return outcome.kind === 'exited' || outcome.kind === 'timed-out' ? { ...outcome, stdout: '' } : outcome;
}
