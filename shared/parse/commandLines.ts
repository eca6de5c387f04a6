/**
 * Reads `grep -azsH '' /proc/PID/cmdline …`: each process's arguments by its id, each ended by a NUL as in the file
 * itself.
 */
export function parseCommandLines(text: string): ReadonlyMap<number, string> {
  const lines = new Map<number, string>();
  for (const record of text.split('\0')) {
    // /proc/4711/cmdline:/usr/bin/qemu-system-x86_64 NUL /proc/4711/cmdline:-name NUL …; an argument may hold line breaks
    const match = /^\/proc\/(\d+)\/cmdline:(.*)$/s.exec(record);
    if (match === null) continue;
    const pid = Number(match[1]);
    lines.set(pid, `${lines.get(pid) ?? ''}${match[2]}\0`);
  }
  return lines;
}
