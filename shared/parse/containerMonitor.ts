import type { ContainerKey, Runtime } from '#shared/host/container.ts';
import { containerOfCgroup } from './containerCgroup.ts';

/** What the kernel tells of a process that may be a container’s. */
export interface ContainerProcess {
  /** The lines of its `cgroup`. */
  readonly cgroups: readonly string[];
  /** The command line of the process that started it, each argument ended by a NUL; null: not read. */
  readonly parent: string | null;
}

/**
 * The container of each process, null where none is known: by its control group, and more exactly by the process that watches
 * over its first one. What else runs in a container is its own too.
 */
export function containersOfProcesses(
  processes: readonly ContainerProcess[],
): readonly (ContainerKey | null)[] {
  const groups = processes.map(({ cgroups }) => containerOfCgroup(cgroups));
  const exact = new Map<string, ContainerKey>();
  for (const [at, { parent }] of processes.entries()) {
    const group = groups[at] ?? null;
    const watched = parent === null ? null : containerOfMonitor(parent);
    if (group === null || watched === null || !isOf(group, watched)) continue;
    const known = textOf(group);
    if (!exact.has(known)) exact.set(known, watched);
  }
  return groups.map((group) => (group === null ? null : (exact.get(textOf(group)) ?? group)));
}

/** Whether the process that started one tells more of it than its control group. */
export function hasMonitor(cgroups: readonly string[]): boolean {
  const runtime = containerOfCgroup(cgroups)?.runtime;
  return runtime === 'lxc' || runtime === 'libvirt-lxc';
}

/**
 * The container that a process watches over, by its command line with a NUL after each argument; null: it is no such process.
 *
 * Source of the forms: lxc `src/lxc/lxccontainer.c` (`[lxc monitor] LXCPATH NAME`), Incus and LXD `main_forkstart.go`
 * (where the title could not be set), libvirt `src/lxc/lxc_process.c`.
 */
export function containerOfMonitor(commandLine: string): ContainerKey | null {
  const [program = '', ...args] = commandLine.split('\0', MOST_ARGUMENTS);
  // [lxc monitor] /var/lib/incus/containers web
  const [, path = '', name] = /^\[lxc monitor\] (\/.*) ([^ /]+)$/.exec(program) ?? [];
  if (name !== undefined) return { runtime: ofPath(path) ?? 'lxc', id: name };
  switch (program.slice(program.lastIndexOf('/') + 1)) {
    // /usr/libexec/incus/incusd forkstart web /var/lib/incus/containers /run/incus/web/lxc.conf
    case 'incusd':
      return forked(args, 'incus');
    case 'lxd':
      return forked(args, 'lxd');
    // /usr/lib/libvirt/libvirt_lxc --name web --console 23 --security=apparmor --handshake 26 --veth vnet1
    case 'libvirt_lxc': {
      const id = args[args.indexOf('--name') + 1] ?? '';
      return args.includes('--name') && id !== '' ? { runtime: 'libvirt-lxc', id } : null;
    }
    default:
      return null;
  }
}

const MOST_ARGUMENTS = 64;

function forked([verb, id = '', path = '']: readonly string[], program: Runtime): ContainerKey | null {
  return verb === 'forkstart' && id !== '' ? { runtime: ofPath(path) ?? program, id } : null;
}

// /var/lib/incus/containers   /var/lib/lxd/containers   /var/snap/lxd/common/lxd/containers
function ofPath(path: string): Runtime | null {
  const folder = /\/(incus|lxd)\/containers\/?$/.exec(path)?.[1];
  return folder === 'incus' || folder === 'lxd' ? folder : null;
}

/**
 * Whether both are the same container. LXC’s control group is `web-1` where there is a `web` already; libvirt’s lacks the
 * characters that machined doesn’t take. What runs in a container of its own inside has the outer one’s control group.
 */
function isOf(group: ContainerKey, { runtime, id }: ContainerKey): boolean {
  if (group.runtime === 'libvirt-lxc') return runtime === 'libvirt-lxc';
  if (group.runtime !== 'lxc' || runtime === 'libvirt-lxc') return false;
  return group.id === id || (group.id.startsWith(`${id}-`) && /^\d+$/.test(group.id.slice(id.length + 1)));
}

function textOf({ runtime, id }: ContainerKey): string {
  return `${runtime}/${id}`;
}
