import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import type { Host } from '#electron/hosts/host.ts';
import { sshHost } from '#electron/hosts/ssh/ssh.ts';
import { shellLine } from '#shared/edits/shellWords.ts';
import type { Machine } from '../machine.mjs';

/**
 * The machine as Patchbay has it that runs on a desktop: over SSH. Nothing is followed, so that it is read only when that
 * is asked for; and no history is kept but the one that a test brings.
 */
export async function machineHost(machine: Machine): Promise<Host> {
  putSshInFront(machine);
  const name = `ssh://root@127.0.0.1:${machine.sshPort}`;
  const target = { name, host: '127.0.0.1', user: 'root', port: machine.sshPort };
  const host = await sshHost(target, 'nobody', 6);
  return {
    ...host,
    historyKey: null,
    // A Patchbay that a test cuts off lives on, and would keep it.
    lock: { take: async () => ({ ok: true, release: async () => {} }) },
    follow(_command, _onLine, onEnd) {
      queueMicrotask(() => onEnd({ kind: 'stopped', message: '' }));
      return { stop() {} };
    },
  };
}

/** The user’s own `ssh` is configured for the machine: an `ssh` that has its key comes first. */
export function putSshInFront(machine: Machine): void {
  const before = process.env.PATH ?? '';
  if (before.split(delimiter).includes(machine.folder)) return;
  const words = shellLine({ argv: ['/usr/bin/ssh', ...machine.sshOptions()] });
  writeFileSync(join(machine.folder, 'ssh'), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
  process.env.PATH = `${machine.folder}${delimiter}${before}`;
}
