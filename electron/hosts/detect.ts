import { existsSync, readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { SYSTEM_URI } from '#shared/host/libvirtUri.ts';
import type { Link } from '#shared/host/link.ts';
import { vmmOfProgram } from '#shared/host/vmm.ts';
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

/** Where the runtimes listen, and where namespaces of their own are named. */
const containerSockets = [
  '/run/docker.sock',
  '/run/podman/podman.sock',
  '/run/containerd/containerd.sock',
  '/var/lib/incus/unix.socket',
  '/var/snap/lxd/common/lxd/unix.socket',
];
const containerFolders = ['/run/netns', '/var/lib/lxc', '/var/lib/machines'];

/** Whether a process runs a VM, by its name, which is cut off. One of a renamed program is found by its TAP. */
function isVmm(name: string): boolean {
  return name === 'cloud-hyperviso' || vmmOfProgram(name) !== null;
}

type Links = () => Promise<readonly Link[]>;
type Row = (around: Surroundings, links: Links) => boolean | Promise<boolean>;

/** In the order in which they are asked: what runs a command comes late, and virsh, the slowest, last. */
const rows = [
  ['libvirt', ({ isLibvirtInstalled: isInstalled }) => isInstalled()],
  ['proxmox', ({ exists }) => exists('/etc/pve')],
  ['open-vswitch', ({ exists }) => exists('/run/openvswitch/db.sock')],
  [
    'containers',
    ({ exists, isEmpty }) =>
      containerSockets.some((path) => exists(path)) || containerFolders.some((folder) => !isEmpty(folder)),
  ],
  ['vm-process', async ({ programs }) => (await programs()).some(isVmm)],
  ['open-vswitch', async (_, links) => (await links()).some(({ infoKind }) => infoKind === 'openvswitch')],
  [
    'tap',
    async (_, links) => (await links()).some(({ infoKind }) => infoKind === 'tun' || infoKind === 'macvtap'),
  ],
  ['bridge-port', async (_, links) => hasBridgePort(await links())],
  ['libvirt', ({ host }) => hasLibvirt(host)],
] as const satisfies readonly (readonly [string, Row])[];

/** Why this machine has something to show. */
export type Interest = (typeof rows)[number][0];

/**
 * Why this machine is shown, and not a simulated homelab: the first thing found that has to do with VMs, containers or
 * bridges; null where there is nothing of the kind.
 */
export async function interestOfThisMachine(around: Surroundings = thisMachine()): Promise<Interest | null> {
  let reading: Promise<readonly Link[]> | null = null;
  const links: Links = () => {
    reading ??= linksOf(around.host);
    return reading;
  };
  for (const [interest, isTrue] of rows) if (await isTrue(around, links)) return interest;
  return null;
}

function hasBridgePort(links: readonly Link[]): boolean {
  const bridges = new Set(links.filter(({ infoKind }) => infoKind === 'bridge').map(({ name }) => name));
  return links.some(({ master }) => master !== null && bridges.has(master));
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
