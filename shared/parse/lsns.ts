import { isObject, type JsonObject, textField } from './json.ts';
import { parseOrNull } from './jsonEntry.ts';
import { excerpt, type Parsed, parsed, unparsable } from './result.ts';

/** One row of `lsns`. */
export interface NamespaceRow {
  /** The inode, by which a namespace is known while it lives. */
  readonly inode: number;
  /** The lowest process id in it; null: no process is. */
  readonly pid: number | null;
  /** The parent of that process; null: it has none that is seen, or it wasn’t asked for. */
  readonly parent: number | null;
  /** The number by which links here name it; null: none does. */
  readonly netnsId: number | null;
  /** Where it is mounted; empty where it isn’t. */
  readonly mounts: readonly string[];
}

/**
 * Reads `lsns -J -t net -o NS,PID,PPID,NETNSID,NSFS`, with PPID or without. A row without a namespace is passed over. From release 2.39 on a
 * namespace stands among the children of the one that it was made from.
 *
 * Source of the format: util-linux `sys-utils/lsns.c`; the releases differ in which numbers are text.
 */
export function parseLsns(text: string): Parsed<NamespaceRow[]> {
  if (text.trim() === '') return parsed([]);
  const whole = parseOrNull(text)?.value;
  const rows = isObject(whole) ? whole.namespaces : undefined;
  if (!Array.isArray(rows)) return unparsable(`lsns printed no list of namespaces: “${excerpt(text)}”.`);
  const found: NamespaceRow[] = [];
  const open = [...rows];
  for (const row of open) {
    if (!isObject(row)) continue;
    const read = readRow(row);
    if (read !== null) found.push(read);
    // A list goes on to what is added to it on the way.
    if (Array.isArray(row.children)) for (const child of row.children) open.push(child);
  }
  return parsed(found);
}

// {"ns":4026532248,"pid":8455,"ppid":8430,"netnsid":"1","nsfs":"/run/docker/netns/ad3b\n/run/netns/blue"}   "netnsid":"unassigned"
function readRow(row: JsonObject): NamespaceRow | null {
  const inode = wholeNumber(row.ns);
  if (inode === null) return null;
  const mounts = (textField(row, 'nsfs') ?? '').split('\n').filter((path) => path.startsWith('/'));
  const [pid, parent] = [row.pid, row.ppid].map((value) => wholeNumber(value) || null);
  return { inode, pid: pid ?? null, parent: parent ?? null, netnsId: wholeNumber(row.netnsid), mounts };
}

function wholeNumber(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}
