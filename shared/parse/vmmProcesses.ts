import { vmmOfProgram } from '#shared/host/vmm.ts';

/**
 * Reads pairs of a link’s path and its target, each ended by a NUL, as `find /proc … -printf '%p\0%l\0'` prints them: the
 * program of each process whose `/proc/PID/exe` is among them, by its file without the folder.
 *
 * Source of the format: https://man7.org/linux/man-pages/man5/proc_pid_exe.5.html
 */
export function parsePrograms(text: string): ReadonlyMap<number, string> {
  const programs = new Map<number, string>();
  for (const [path, target] of pairs(text)) {
    const pid = /^\/proc\/(\d+)\/exe$/.exec(path)?.[1];
    // /usr/bin/qemu-system-x86_64 (deleted)   since a newer one was installed
    const program = target.slice(target.lastIndexOf('/') + 1).replace(/ \(deleted\)$/, '');
    if (pid !== undefined && program !== '') programs.set(Number(pid), program);
  }
  return programs;
}

/** The processes among them that run a VM, as their programs tell. */
export function parseVmms(text: string): ReadonlyMap<number, string> {
  return new Map([...parsePrograms(text)].filter(([, program]) => vmmOfProgram(program) !== null));
}

/** The processes that have KVM open: `/proc/4711/fd/11` → `/dev/kvm`, in another mount namespace `/kvm`. */
export function parseKvmUsers(text: string): ReadonlySet<number> {
  const users = new Set<number>();
  for (const [path, target] of pairs(text)) {
    const pid = /^\/proc\/(\d+)\/fd\/\d+$/.exec(path)?.[1];
    if (pid !== undefined && /^(?:\/kvm|(?:.*\/)?dev\/kvm)$/s.test(target)) users.add(Number(pid));
  }
  return users;
}

function pairs(text: string): (readonly [path: string, target: string])[] {
  const fields = text.split('\0');
  return fields.flatMap((path, at) => (at % 2 === 0 ? [[path, fields[at + 1] ?? ''] as const] : []));
}
