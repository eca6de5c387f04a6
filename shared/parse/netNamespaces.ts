/** The network namespace of a process (`net:[4026531840]`) by its id, and of whoever asked as `self`. */
export type NetNamespaces = ReadonlyMap<number | 'self', string>;

/**
 * Reads `find /proc/self/ns/net /proc/PID/ns/net … -maxdepth 0 -printf '%p\0%l\0'`. A process whose namespace may not
 * be read, or that has ended, is left out.
 *
 * Source of the format: https://man7.org/linux/man-pages/man7/namespaces.7.html
 */
export function parseNetNamespaces(text: string): NetNamespaces {
  const namespaces = new Map<number | 'self', string>();
  const fields = text.split('\0');
  for (let at = 0; at + 1 < fields.length; at += 2) {
    // /proc/4711/ns/net → net:[4026531840]
    const process = /^\/proc\/(self|\d+)\/ns\/net$/.exec(fields[at] ?? '')?.[1];
    const namespace = fields[at + 1] ?? '';
    if (process === undefined || !/^net:\[\d+\]$/.test(namespace)) continue;
    namespaces.set(process === 'self' ? process : Number(process), namespace);
  }
  return namespaces;
}
