import type { RunOutcome } from '#shared/host/command.ts';
import type { PveFacts } from '#shared/host/pve.ts';
import { parsePveFiles } from '#shared/parse/pveFiles.ts';
import type { Read } from './ip.ts';
import { readingOf } from './oddEntries.ts';
import type { ReadHost } from './patientHost.ts';
import { GREP, troubleOf, unparsableTrouble } from './trouble.ts';

const TIMEOUT_MS = 5000;
/** A file of Proxmox VE has 1 MiB at most, a cluster about a thousand guests. */
const MAX_BYTES = 8 * 1024 * 1024;
/** A host without Proxmox VE doesn’t get it while Patchbay runs, as a rule. */
const ABSENT_MS = 10 * 60_000;

/** The lines that are of use and no others: passwords, keys and notes stay out of captures. */
const LINES = [
  '\\[.*',
  '(name|hostname|smbios1|onboot|hotplug|lock|delete|net[0-9]+|hostpci[0-9]+):.*',
  '(simple|vlan|qinq|vxlan|evpn|faucet|vnet): .*',
  '[[:blank:]]+(zone|tag|alias|bridge)[[:blank:]].*',
].join('|');

/** Three folders in one process. Guests’ folders are symbolic links to this node’s, which `-r` follows. */
export const PVE_GREP = [
  ...['grep', '-aHrE', '--include=[1-9]*.conf', '--include=zones.cfg', '--include=vnets.cfg'],
  ...['-e', `^(${LINES})$`, '/etc/pve/qemu-server', '/etc/pve/lxc', '/etc/pve/sdn'],
] as const;

/**
 * Reads what Proxmox VE has on file, by one process, and by no process for ten minutes where there is no Proxmox VE, as on
 * most hosts. Only files that were there and are gone are a failure.
 */
export function readPve(host: ReadHost, now: () => Date): Read<PveFacts | null> {
  let absentUntil = 0;
  let wasThere = false;
  return async (signal) => {
    if (now().getTime() < absentUntil) return { status: 'ok', facts: null };
    const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES, ...(signal ? { signal } : {}) };
    const outcome = await host.run({ argv: PVE_GREP }, limits);
    if (outcome.kind === 'cancelled') return { status: 'cancelled' };
    if (isAbsent(outcome)) {
      if (wasThere) return GONE;
      absentUntil = now().getTime() + ABSENT_MS;
      return { status: 'ok', facts: null };
    }
    wasThere = true;
    if (outcome.kind !== 'exited') return troubleOf(outcome, GREP);
    const read = parsePveFiles(outcome.stdout);
    if (!read.ok) return unparsableTrouble(read.message);
    const hidden = unreadable(outcome.stderr);
    if (hidden === null) return readingOf('Proxmox VE’s files', read);
    const told = { message: `${hidden} can’t be read: root and the group www-data may.`, advice: ADVICE };
    if (outcome.stdout === '') return { status: 'denied', ...told };
    return { status: 'partial', facts: read.value, ...told, gap: { names: [], others: true } };
  };
}

const ADVICE =
  'Run Patchbay as root to see the VMs and containers that are off, and where their NICs belong.';

const GONE = {
  status: 'failed',
  message: 'The files of Proxmox VE are no longer in /etc/pve.',
  advice: 'Check that they are mounted: systemctl status pve-cluster. Retrying…',
} as const;

/** A capture of an older Patchbay, or of a host without grep, tells nothing of Proxmox VE. */
function isAbsent(outcome: Exclude<RunOutcome, { kind: 'cancelled' }>): boolean {
  if (outcome.kind === 'missing' || outcome.kind === 'not-captured') return true;
  // 1: the folders are there, and nothing in them fits.
  if (outcome.kind !== 'exited' || outcome.exitCode === 1) return false;
  return outcome.stdout === '' && unreadable(outcome.stderr) === null;
}

// grep: /etc/pve/qemu-server/100.conf: Permission denied
function unreadable(stderr: string): string | null {
  const files = [...stderr.matchAll(/(\/etc\/pve\/[\w./-]{0,80}): Permission denied/g)].map(
    ([, file]) => file,
  );
  const [first] = files;
  if (first === undefined) return null;
  return files.length === 1 ? first : `${first} and ${files.length - 1} more`;
}
