import type { Command, RunOutcome } from '#shared/host/command.ts';
import { onLibvirt } from '#shared/host/libvirtUri.ts';
import { stateDirectory } from '../../files/kept.ts';
import type { Host, RunLimits } from '../host.ts';
import { guardProgram, helperCommandLine } from './helperPlace.ts';
import { FileHostLock } from './hostLock.ts';
import { isLibvirtInstalled } from './libvirtInstalled.ts';
import { followProcess } from './process/follow.ts';
import { libvirtChoice, readingUri } from './process/libvirtChoice.ts';
import { runProcess } from './process/run.ts';
import { sshClient } from './process/sshClient.ts';
import { talkToProcess } from './process/talk.ts';
import { bootId } from './processMark.ts';
import { ReadingShells } from './readingShells.ts';
import { ReadingVirsh } from './readingVirsh.ts';

/** Something that was started here and has not ended yet. */
interface Started {
  stop(): void;
  readonly ended: Promise<unknown>;
}

/**
 * This machine. Once it is closed nothing is started any more: commands are answered with `cancelled`.
 * @param patience multiplies the time that each command may take
 * @param connect the URI of its libvirt; absent: as the user's environment says
 */
export function localHost(patience = 1, connect?: string): Host {
  const started = new Set<Started>();
  const shells = new ReadingShells();
  const virsh = new ReadingVirsh();
  let closed = false;

  async function keepUntilEnded<T>(thing: Started & { readonly ended: Promise<T> }): Promise<T> {
    started.add(thing);
    try {
      return await thing.ended;
    } finally {
      started.delete(thing);
    }
  }

  async function run(command: Command, limits: RunLimits): Promise<RunOutcome> {
    return (
      (await virsh.run(command, limits)) ?? (await shells.run(command, limits)) ?? runProcess(command, limits)
    );
  }

  const client = sshClient(process.env);
  const libvirt = libvirtChoice(process.env, connect);
  const { libvirtUri: uri } = libvirt;
  const isRoot = process.getuid?.() === 0;
  const atOwnLibvirt = (command: Command) =>
    onLibvirt(command, uri !== undefined && !isRoot && command.argv.includes('-r') ? readingUri(uri) : uri);
  return {
    name: 'local',
    editable: true,
    ...(client === null ? {} : { cameFrom: client }),
    ...libvirt,
    ...(isLibvirtInstalled() ? {} : { hasNoLibvirt: true as const }),
    boot: bootId(),
    lock: new FileHostLock(stateDirectory()),
    historyKey: 'local',
    helper: helperCommandLine(),
    guard: guardProgram(),
    ...(patience === 1 ? {} : { patience }),
    asRun: atOwnLibvirt,

    async run(command, limits) {
      const { signal } = limits;
      if (closed || signal?.aborted) return { kind: 'cancelled' };
      // A controller of its own: AbortSignal.any leaks its links to a signal that lives as long as the app (Node 20).
      const controller = new AbortController();
      const stop = (): void => controller.abort();
      signal?.addEventListener('abort', stop, { once: true });
      const timeoutMs = limits.timeoutMs * patience;
      const ended = run(atOwnLibvirt(command), { ...limits, timeoutMs, signal: controller.signal });
      try {
        return await keepUntilEnded({ stop, ended });
      } finally {
        signal?.removeEventListener('abort', stop);
      }
    },

    follow(command, onLine, onEnd) {
      if (closed) {
        queueMicrotask(() => onEnd({ kind: 'stopped', message: 'The host was closed.' }));
        return { stop() {} };
      }
      const process = followProcess(atOwnLibvirt(command), onLine);
      void keepUntilEnded(process).then(onEnd);
      return process;
    },

    talk(command, onLine, onEnd) {
      if (closed) {
        queueMicrotask(() => onEnd({ kind: 'cancelled' }));
        return { say() {}, end() {} };
      }
      const process = talkToProcess(command, onLine);
      void keepUntilEnded(process).then(onEnd);
      return process;
    },

    async close() {
      closed = true;
      const rest = [...started];
      for (const thing of rest) thing.stop();
      await Promise.all([...rest.map((thing) => thing.ended), shells.close(), virsh.close()]);
    },
  };
}
