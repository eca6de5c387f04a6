import { shellLine } from '#shared/edits/shellWords.ts';
import type { Command } from '#shared/host/command.ts';
import { UserFailure } from '#shared/userFailure.ts';
import type { FollowEnd, Host } from '../host.ts';
import { Batches } from './batches.ts';
import { freshToken, SshConnection, type SshPrompt } from './connection.ts';
import { probe } from './probe.ts';
import { RemoteLock } from './remoteLock.ts';
import { PROLOGUE } from './remoteScript.ts';
import type { SshTarget } from './target.ts';

/**
 * A host over the user’s own `ssh`. Nothing is installed there: it needs a POSIX shell and `ip`, and has what else it has.
 * @throws {UserFailure} where it can’t be reached
 */
export async function sshHost(target: SshTarget, prompt: SshPrompt, patience = 1): Promise<Host> {
  const first = new SshConnection(target, prompt);
  const facts = await probe(first);
  if ('message' in facts) throw new UserFailure(facts.message, facts.advice);
  // Nobody is asked in the middle of a poll: what breaks is connected again by what needs no answer.
  const connection = new SshConnection(target, 'nobody');
  const batches = new Batches(connection, () => facts.hasTimeout);
  const stops = new Set<() => void>();
  return {
    name: target.name,
    editable: true,
    boot: facts.boot,
    lock: new RemoteLock(connection),
    historyKey: facts.machineId,
    helper: null,
    sudo: true,
    guard: null,
    ...(facts.cameFrom === null ? {} : { cameFrom: facts.cameFrom }),
    ...(facts.hasLibvirt ? {} : { hasNoLibvirt: true as const }),
    ...(patience === 1 ? {} : { patience }),

    run: (command, limits) => batches.run(command, { ...limits, timeoutMs: limits.timeoutMs * patience }),

    follow(command, onLine, onEnd) {
      const { script, ended } = followScript(command);
      let end: FollowEnd | null = null;
      const following = connection.follow(
        script,
        (line) => {
          end = ended(line) ?? end;
          // The script there waits for the end of its input.
          if (end !== null) following.stop();
          else if (line !== '') onLine(line);
        },
        (said) => {
          stops.delete(stop);
          onEnd(end ?? { kind: isStopped ? 'stopped' : 'failed', message: said });
        },
      );
      let isStopped = false;
      const stop = () => {
        isStopped = true;
        following.stop();
      };
      stops.add(stop);
      return { stop };
    },

    async close() {
      for (const stop of stops) stop();
      batches.close();
    },
  };
}

/** What goes on printing there ends with the end of the script’s own input: nobody listens any more. */
function followScript(command: Command) {
  const token = freshToken();
  const [program] = command.argv;
  const script = `${PROLOGUE}exec 4<&0
${shellLine(command)} </dev/null & p=$!
( cat <&4 >/dev/null; kill $p ) 2>/dev/null &
wait $p; printf '\\n%s %s\\n' '${token}' $?
`;
  const ended = (line: string): FollowEnd | null => {
    if (!line.startsWith(`${token} `)) return null;
    const exitCode = line.slice(token.length + 1);
    return exitCode === '127'
      ? { kind: 'missing', message: `${program} is not installed.` }
      : { kind: 'exited', message: `${program} ended with exit code ${exitCode}.` };
  };
  return { script, ended };
}
