/** What the kernel tells of a process that may be a container’s. */
export interface ProcessMarks {
  readonly program: string | null;
  /** The lines of its `cgroup`. */
  readonly cgroups: readonly string[];
  /** Its links and addresses as text: not to be read, but to see whether they have changed. */
  readonly network: string;
}

/** The files that are read of each process, below `/proc/PID`. */
export const MARK_FILES = ['comm', 'cgroup', 'net/dev_mcast', 'net/fib_trie', 'net/if_inet6'] as const;

/** The command line of a process that started one, below `/proc/PID`. */
export const PARENT_FILE = 'cmdline';

/**
 * Command lines by process id out of the same output, each argument ended by a NUL; of one with line breaks the first line.
 *
 * Source of the format: proc_pid_cmdline(5).
 */
export function parseParents(text: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [, pid, command = ''] = /^\/proc\/(\d+)\/cmdline:(.*)$/.exec(line) ?? [];
    if (pid !== undefined && !found.has(Number(pid))) found.set(Number(pid), command);
  }
  return found;
}

/**
 * Reads `grep -asH '' /proc/PID/comm /proc/PID/cgroup …`, of `/proc/self` too: marks by process id. A process that has ended is left out.
 *
 * Source of the formats: proc_pid_comm(5), cgroups(7); the rest is only compared.
 */
export function parseProcessMarks(text: string): ReadonlyMap<number | 'self', ProcessMarks> {
  const found = new Map<number | 'self', { program: string | null; cgroups: string[]; network: string[] }>();
  for (const line of text.split('\n')) {
    // /proc/4711/cgroup:0::/system.slice/docker-….scope
    const [, process, file, rest = ''] =
      /^\/proc\/(self|\d+)\/(comm|cgroup|net\/(?:dev_mcast|fib_trie|if_inet6)):(.*)$/.exec(line) ?? [];
    if (process === undefined || file === undefined) continue;
    const key = process === 'self' ? process : Number(process);
    const marks = found.get(key) ?? { program: null, cgroups: [], network: [] };
    found.set(key, marks);
    if (file === 'comm') marks.program = rest;
    else if (file === 'cgroup') marks.cgroups.push(rest);
    else marks.network.push(rest);
  }
  return new Map([...found].map(([key, marks]) => [key, { ...marks, network: marks.network.join('\n') }]));
}
