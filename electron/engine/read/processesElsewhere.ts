import { parseNetNamespaces } from '#shared/parse/netNamespaces.ts';
import type { ReadHost } from './patientHost.ts';
import { searchProc } from './searchProc.ts';
import type { Cancelled } from './source.ts';
import { FIND, isNotCaptured, type Trouble } from './trouble.ts';

const PRINT_TARGET = ['-maxdepth', '0', '-printf', '%p\\0%l\\0'];

/**
 * Which of the processes are not in the network namespace that the links were read in: the names of their TAPs and the
 * indexes of their macvtaps are of another one. A process whose namespace can't be read is not known to be in this one
 * and counts as elsewhere; it has ended, as a rule. A capture of an older Patchbay tells
 * of none.
 */
export async function processesElsewhere(
  host: ReadHost,
  processes: ReadonlySet<number>,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<number> | Trouble | Cancelled> {
  const none = new Set<number>();
  if (processes.size === 0) return none;
  const files = ['self', ...processes].map((process) => `/proc/${process}/ns/net`);
  const found = await searchProc(host, FIND, [...files, ...PRINT_TARGET], signal);
  if ('status' in found) return isNotCaptured(found) ? none : found;
  const namespaces = parseNetNamespaces(found.stdout);
  const own = namespaces.get('self');
  if (own === undefined) return none;
  return new Set([...processes].filter((pid) => namespaces.get(pid) !== own));
}
