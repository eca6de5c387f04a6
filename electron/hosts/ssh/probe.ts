import { isIP } from 'node:net';
import { z } from 'zod';
import type { Lane } from '../local/process/lane.ts';

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

const MAX_BYTES = 64 * 1024;

/** Libvirt’s daemons, whole and split, and the folder of its VMs’ definitions; its client alone brings none of them. */
const LIBVIRT = ['/usr/sbin/libvirtd', '/usr/sbin/virtqemud', '/etc/libvirt/qemu'];

const machineId = z.string().regex(/^[0-9a-f]{32}$/);

/** Asks what must be known of a host before anything else, in one round trip. Null: the connection broke off. */
export async function probe(lane: Lane): Promise<SshFacts | null> {
  const ask = (...argv: [string, ...string[]]) => lane.run({ argv }, null, MAX_BYTES);
  const answers = await Promise.all([
    ask('cat', '/proc/sys/kernel/random/boot_id'),
    ask('cat', '/etc/machine-id'),
    ask('printenv', 'SSH_CONNECTION'),
    ask('timeout', '-k', '1', '5', 'true'),
    ask('ls', '-d', ...LIBVIRT),
  ]);
  if (answers.includes(null)) return null;
  const [boot = '', machine = '', ssh = '', , libvirt = ''] = answers.map(
    (answer) => answer?.stdout.text.toString('utf8').trim() ?? '',
  );
  const id = machineId.safeParse(machine);
  // "192.168.1.77 51514 192.168.1.10 22"
  const [client = ''] = ssh.split(' ');
  return {
    boot,
    machineId: id.success ? id.data : null,
    cameFrom: isIP(client) === 0 ? null : client,
    hasTimeout: answers[3]?.stdout.end === '0',
    // `ls` has found some of them, though not all.
    hasLibvirt: libvirt !== '',
  };
}
