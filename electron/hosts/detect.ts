import { existsSync, readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { SYSTEM_URI } from '#shared/host/libvirtUri.ts';
import type { Link } from '#shared/host/link.ts';
import { parseIpLink } from '#shared/parse/ipLink.ts';
import type { Host } from './host.ts';
import { isLibvirtInstalled } from './local/libvirtInstalled.ts';
import { localHost } from './local/local.ts';

const TIMEOUT_MS = 5000;

/** What this machine is looked at by; none of it needs root. */
export interface Surroundings {
  readonly host: Pick<Host, 'run'>;
  exists(path: string): boolean;
  isEmpty(folder: string): boolean;
  /** The names of all processes, as the kernel cuts them off: 15 bytes. */
  programs(): Promise<readonly string[]>;
  isLibvirtInstalled(): boolean;
}

/** Why this machine has something to show. */
export type Interest =
  | 'libvirt'
  | 'proxmox'
  | 'open-vswitch'
  | 'containers'
  | 'vm-process'
  | 'tap'
  | 'bridge-port';

/** Where the runtimes listen, and where namespaces of their own are named. */
const containerSockets = [
  '/run/docker.sock',
  '/run/podman/podman.sock',
  '/run/containerd/containerd.sock',
  '/var/lib/incus/unix.socket',
  '/var/snap/lxd/common/lxd/unix.socket',
];
const containerFolders = ['/run/netns', '/var/lib/lxc', '/var/lib/machines'];

/** VMMs by the name of their process. */
const vmm = /^(qemu-|kvm$|cloud-hyperviso|firecracker$|crosvm$|lkvm|VBoxHeadless|VirtualBoxVM)/;

type Row = (around: Surroundings, links: readonly Link[]) => boolean | Promise<boolean>;

/** In the order in which they are asked: virsh, the slowest, comes last. */
const rows: { readonly [I in Interest]: Row } = {
  proxmox: ({ exists }) => exists('/etc/pve'),
  'open-vswitch': ({ exists }, links) =>
    exists('/run/openvswitch/db.sock') || links.some(({ infoKind }) => infoKind === 'openvswitch'),
  containers: ({ exists, isEmpty }) =>
    containerSockets.some((path) => exists(path)) || containerFolders.some((folder) => !isEmpty(folder)),
  'vm-process': async ({ programs }) => (await programs()).some((name) => vmm.test(name)),
  tap: (_around, links) => links.some(({ infoKind }) => infoKind === 'tun' || infoKind === 'macvtap'),
  'bridge-port': (_around, links) => {
    const bridges = new Set(links.filter(({ infoKind }) => infoKind === 'bridge').map(({ name }) => name));
    return links.some(({ master }) => master !== null && bridges.has(master));
  },
  libvirt: async (around) => around.isLibvirtInstalled() || hasLibvirt(around.host),
};

/**
 * Why this machine is shown, and not a simulated homelab: the first thing found that has to do with VMs, containers or
 * bridges; null where there is nothing of the kind.
 */
export async function interestOfThisMachine(around: Surroundings = thisMachine()): Promise<Interest | null> {
  const links = await linksOf(around.host);
  for (const [interest, isTrue] of Object.entries(rows) as [Interest, Row][])
    if (await isTrue(around, links)) return interest;
  return null;
}

function thisMachine(): Surroundings {
  return {
    host: localHost(),
    exists: existsSync,
    isEmpty: isEmptyFolder,
    programs: runningPrograms,
    isLibvirtInstalled,
  };
}

async function linksOf(host: Pick<Host, 'run'>): Promise<readonly Link[]> {
  const outcome = await host.run({ argv: ['ip', '-j', '-d', 'link'] }, { timeoutMs: TIMEOUT_MS });
  const parsed = outcome.kind === 'exited' ? parseIpLink(outcome.stdout) : null;
  return parsed?.ok ? parsed.value : [];
}

/** One that is not there, or is not for us to read, holds nothing that could be shown. */
function isEmptyFolder(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return true;
  }
}

async function runningPrograms(): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const names = pids.map((pid) => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => ''));
  return (await Promise.all(names)).map((name) => name.trimEnd());
}

/**
 * Whether there is a libvirt to talk to: virsh is installed and finds a daemon's socket. One that denies access, hangs
 * or fails counts as there: what keeps it from answering is told on its own screen, and no demo hides it.
 */
async function hasLibvirt(host: Pick<Host, 'run'>): Promise<boolean> {
  const argv = ['virsh', '-r', '-q', '-c', SYSTEM_URI, 'uri'] as const;
  const outcome = await host.run({ argv }, { timeoutMs: TIMEOUT_MS });
  if (outcome.kind === 'missing') return false;
  if (outcome.kind !== 'exited' || outcome.exitCode === 0) return true;
  // error: Failed to connect socket to '/var/run/libvirt/libvirt-sock-ro': No such file or directory
  return !/No such file or directory|no connection driver available/.test(outcome.stderr);
}
