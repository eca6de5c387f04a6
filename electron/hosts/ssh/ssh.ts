import type { SshTarget } from '#shared/host/sshTarget.ts';
import { UserFailure } from '#shared/userFailure.ts';
import type { Host } from '../host.ts';
import { Lane } from '../local/process/lane.ts';
import { SshConnection } from './connection.ts';
import { followRemote } from './follow.ts';
import { Lanes } from './lanes.ts';
import { remoteGuard } from './remoteGuard.ts';
import { RemoteLock } from './remoteLock.ts';
import type { SshPrompt } from './sshWords.ts';

/**
 * A host over the user’s own `ssh`. Nothing is installed there: it needs a POSIX shell and `ip`, and has what else it has.
 * @param patience multiplies the time that each command may take
 * @throws {UserFailure} where it can’t be reached
 */
export async function sshHost(target: SshTarget, prompt: SshPrompt, patience = 1): Promise<Host> {
  const connection = new SshConnection(target, prompt, patience);
  const lanes = new Lanes(connection);
  const first = await connection.open();
  if (!(first instanceof Lane)) throw new UserFailure(first.message, first.advice);
  lanes.add(first);
  const { machineId, cameFrom, hasLibvirt } = connection.facts ?? {};
  const lock = new RemoteLock(connection);
  const stops = new Set<() => void>();
  return {
    name: target.name,
    editable: true,
    get boot() {
      return connection.facts?.boot ?? '';
    },
    lock,
    historyKey: machineId ?? null,
    helper: null,
    sudo: true,
    guard: remoteGuard(),
    ...(cameFrom == null ? {} : { cameFrom }),
    ...(hasLibvirt ? {} : { hasNoLibvirt: true as const }),
    ...(patience === 1 ? {} : { patience }),

    run: (command, limits) => lanes.run(command, { ...limits, timeoutMs: limits.timeoutMs * patience }),

    follow(command, onLine, onEnd) {
      const following = followRemote(connection, command, onLine, (end) => {
        stops.delete(following.stop);
        onEnd(end);
      });
      stops.add(following.stop);
      return following;
    },

    async close() {
      for (const stop of stops) stop();
      lock.close();
      lanes.close();
    },
  };
}
