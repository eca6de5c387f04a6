import { vmmPrograms } from '#shared/host/vmm.ts';
import type { ReadHost } from './patientHost.ts';
import { searchProc } from './searchProc.ts';
import type { Cancelled } from './source.ts';
import { FIND, isNotCaptured, type Trouble } from './trouble.ts';

const EITHER = (targets: readonly string[]) =>
  targets.flatMap((target, index) => [...(index === 0 ? [] : ['-o']), '-lname', target]);

/**
 * `find` through the links of all processes to what the targets fit. Reading all processes’ fdinfo instead would name the
 * TAPs at once, but takes three times as long; directories that hold no such links are not entered.
 */
function search(folders: string, targets: readonly string[]): readonly string[] {
  return [
    ...['/proc', '-mindepth', '1', '-maxdepth', '3', '-regextype', 'posix-extended'],
    ...['!', '-regex', `/proc/[0-9]+(/${folders})?`, '-prune'],
    ...['-o', '(', ...EITHER(targets), ')', '-printf', '%p\\0%l\\0'],
  ];
}

const TAPS = ['*/net/tun', '*/tap[0-9]*'];
/** Every descriptor of a TAP’s device or of KVM, and every process whose program is a VMM’s. */
const FIND_VMS = search('(exe|fd(/.*)?)', [
  ...TAPS,
  '*/kvm',
  ...vmmPrograms.map((name) => `*/${name}*`),
  // NixOS: .qemu-system-x86_64-wrapped
  ...vmmPrograms.map((name) => `*/.${name}*-wrapped`),
]);
/** What was asked before other VMMs than QEMU were looked for: a capture of then holds the answer to this one. */
const FIND_OPEN_TAPS = search('fd(/.*)?', TAPS);

/** The paths and targets of the links of processes that tell of VMs and of TAPs, each ended by a NUL. */
export async function searchForVms(
  host: ReadHost,
  signal: AbortSignal | undefined,
): Promise<{ stdout: string; stderr: string } | Trouble | Cancelled> {
  const found = await searchProc(host, FIND, FIND_VMS, signal);
  return isNotCaptured(found) ? searchProc(host, FIND, FIND_OPEN_TAPS, signal) : found;
}

/** The same of the programs of some processes. A capture of an older Patchbay tells of none. */
export async function searchPrograms(
  host: ReadHost,
  pids: readonly number[],
  signal: AbortSignal | undefined,
): Promise<{ stdout: string; stderr: string } | Trouble | Cancelled> {
  const none = { stdout: '', stderr: '' };
  if (pids.length === 0) return none;
  const files = pids.map((pid) => `/proc/${pid}/exe`);
  const found = await searchProc(host, FIND, [...files, '-maxdepth', '0', '-printf', '%p\\0%l\\0'], signal);
  return isNotCaptured(found) ? none : found;
}
