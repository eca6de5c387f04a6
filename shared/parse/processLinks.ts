/**
 * Reads `grep -azsH '' /proc/PID/net/dev …`: the names of the links in each process's own network namespace. Records of
 * other files are passed over.
 *
 * Source of the format: Linux `net/core/net-procfs.c` `dev_seq_show()`.
 */
export function parseProcessLinks(text: string): ReadonlyMap<number, ReadonlySet<string>> {
  const links = new Map<number, ReadonlySet<string>>();
  for (const record of text.split('\0')) {
    // /proc/4711/net/dev:Inter-|   Receive …\n face |bytes …\n    lo:  120  2 …\n  tap0:  0  0 …\n
    const match = /^\/proc\/(\d+)\/net\/dev:(.*)$/s.exec(record);
    if (match === null) continue;
    const names = (match[2] ?? '').split('\n').flatMap((line) => /^\s*([^\s:]+):/.exec(line)?.[1] ?? []);
    links.set(Number(match[1]), new Set(names));
  }
  return links;
}
