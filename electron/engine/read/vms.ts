import type { TapHolder, VmProcess } from '#shared/host/process.ts';
import { isForking } from '#shared/host/vmm.ts';
import { parseVmCommandLine } from '#shared/parse/vmCommandLine.ts';

export interface TapHolderFacts {
  readonly holders: readonly TapHolder[];
  readonly processes: readonly VmProcess[];
}

/** What was seen of the processes besides their command lines. */
interface Seen {
  readonly programs: ReadonlyMap<number, string>;
  /** Those that have the device of a TAP or a macvtap open. */
  readonly openers: ReadonlySet<number>;
  readonly kvmUsers: ReadonlySet<number>;
  readonly elsewhere: ReadonlySet<number>;
}

/** Tells the processes that run a VM from those that only hold a TAP. */
export function readVms(
  held: readonly TapHolder[],
  commandLines: ReadonlyMap<number, string>,
  seen: Seen,
): TapHolderFacts {
  const processes: VmProcess[] = [];
  /** Where one VM is several processes, the first of them by the command line that they share. */
  const firsts = new Map<string, number>();
  const mainOf = new Map<number, number>();
  for (const [pid, line] of [...commandLines].sort(([a], [b]) => a - b)) {
    const process = parseVmCommandLine(pid, line, {
      program: seen.programs.get(pid) ?? null,
      hasTap: seen.openers.has(pid),
      hasKvm: seen.kvmUsers.has(pid),
    });
    if (process === null) continue;
    const first = isForking(process.vmm) ? firsts.get(line) : undefined;
    if (first !== undefined) mainOf.set(pid, first);
    else processes.push(seen.elsewhere.has(pid) ? { ...process, elsewhere: true } : process);
    if (isForking(process.vmm) && first === undefined) firsts.set(line, pid);
  }
  const holders = held.map((holder) => ({
    ...holder,
    pid: mainOf.get(holder.pid) ?? holder.pid,
    ...programOf(seen.programs.get(holder.pid), commandLines.get(holder.pid)),
  }));
  return { holders, processes };
}

// /usr/sbin/openvpn NUL --config NUL …   and of a daemon that writes its own, `sshd: root@notty NUL`
function programOf(program: string | undefined, commandLine: string | undefined): Pick<TapHolder, 'program'> {
  const named = program ?? /^(?:[^\0]*\/)?([^\0/: ]+)/.exec(commandLine ?? '')?.[1];
  return named === undefined ? {} : { program: named };
}
