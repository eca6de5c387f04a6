import { isIP } from 'node:net';
import { z } from 'zod';
import { freshToken, type SshConnection } from './connection.ts';
import { remoteScript, type Section, sectionsOf } from './remoteScript.ts';
import type { SshFailure } from './sshFailure.ts';

/** What a host tells of itself as it is connected to. */
export interface SshFacts {
  /** Of this run of it; empty where it can’t be read. */
  readonly boot: string;
  /** Names its history; null: it has none (machine-id(5)). */
  readonly machineId: string | null;
  /** The address that we come in by; null: not told. */
  readonly cameFrom: string | null;
  readonly hasTimeout: boolean;
  readonly hasLibvirt: boolean;
}

const TIMEOUT_MS = 120_000;
const MAX_BYTES = 1024 * 1024;

/** Libvirt’s daemons, whole and split, and the folder of its VMs’ definitions; its client alone brings none of them. */
const LIBVIRT = ['/usr/sbin/libvirtd', '/usr/sbin/virtqemud', '/etc/libvirt/qemu'];

const questions = [
  ['cat', '/proc/sys/kernel/random/boot_id'],
  ['cat', '/etc/machine-id'],
  ['printenv', 'SSH_CONNECTION'],
  ['timeout', '-k', '1', '5', 'true'],
  ['ls', '-d', ...LIBVIRT],
] as const;

const machineId = z.string().regex(/^[0-9a-f]{32}$/);

/** Connects, and asks what must be known of the host before anything else. It may take as long as a person needs for a password. */
export async function probe(connection: SshConnection): Promise<SshFacts | SshFailure> {
  const token = freshToken();
  const script = remoteScript(
    questions.map((argv) => ({ command: { argv }, seconds: null })),
    token,
  );
  const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES, signal: new AbortController().signal };
  const ended = await connection.run(script, limits);
  if (ended.kind === 'unreached') return ended.failure;
  if (ended.kind !== 'ran') return notUnderstood(connection, 'it printed more than expected');
  const sections = sectionsOf(ended.stdout, ended.stderr, token, questions.length);
  if (sections.every((section) => section === null)) {
    const said = Buffer.from(ended.stderr).toString('utf8').trim().split('\n').at(-1) ?? '';
    return notUnderstood(connection, said === '' ? 'it printed nothing' : said.slice(0, 200));
  }
  const [boot, machine, ssh, timeout, libvirt] = sections.map(textOf);
  const id = machineId.safeParse(machine?.trim());
  // "192.168.1.77 51514 192.168.1.10 22"
  const [client = ''] = (ssh ?? '').split(' ');
  return {
    boot: boot?.trim() ?? '',
    machineId: id.success ? id.data : null,
    cameFrom: isIP(client) === 0 ? null : client,
    hasTimeout: timeout !== null,
    hasLibvirt: (libvirt ?? '').trim() !== '',
  };
}

/** Null where it failed; what `ls` found is told although it did not find all. */
function textOf(section: Section | null, index: number): string | null {
  if (section === null || section.end === 'missing') return null;
  const isList = index === questions.length - 1;
  return section.end === 0 || isList ? Buffer.from(section.stdout).toString('utf8') : null;
}

function notUnderstood({ target: { host } }: SshConnection, why: string): SshFailure {
  return {
    message: `The shell of ${host} runs no commands for Patchbay: ${why}.`,
    advice:
      'Patchbay needs an account whose shell may run sh: a restricted shell or a forced command won’t do.',
    isFinal: true,
  };
}
