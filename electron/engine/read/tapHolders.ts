import type { Domain } from '#shared/host/domain.ts';
import type { Link } from '#shared/host/link.ts';
import type { QemuProcess, TapHolder } from '#shared/host/process.ts';
import { parseCommandLines } from '#shared/parse/commandLines.ts';
import { type OpenTap, parseOpenTaps } from '#shared/parse/openTaps.ts';
import { parseQemuCommandLine } from '#shared/parse/qemuCommandLine.ts';
import { parseTapHolders } from '#shared/parse/tapHolders.ts';
import type { Host } from '../../hosts/host.ts';
import type { Cancelled, Reading } from './source.ts';
import { exitTrouble, FIND, GREP, type Tool, type Trouble, troubleOf, unparsableTrouble } from './trouble.ts';

const TIMEOUT_MS = 15_000;

export interface TapHolderFacts {
  readonly holders: readonly TapHolder[];
  readonly processes: readonly QemuProcess[];
}

/**
 * Every descriptor that points at a TAP's device. Reading all processes' fdinfo instead would name the TAPs at once, but
 * takes three times as long; directories that hold no descriptors are not entered.
 */
const FIND_OPEN_TAPS = [
  ...['/proc', '-mindepth', '1', '-maxdepth', '3', '-regextype', 'posix-extended'],
  ...['!', '-regex', '/proc/[0-9]+(/fd(/.*)?)?', '-prune'],
  ...['-o', '(', '-lname', '*/net/tun', '-o', '-lname', '*/tap[0-9]*', ')', '-printf', '%p\\0%l\\0'],
];

/** Finds the processes that hold TAPs and macvtaps open, whoever started them, and what those that are QEMU are for. */
export async function readTapHolders(
  host: Host,
  links: readonly Link[],
  domains: readonly Domain[],
  signal: AbortSignal | undefined,
): Promise<Reading<TapHolderFacts>> {
  const found = await output(host, FIND, FIND_OPEN_TAPS, signal);
  if ('status' in found) return found;
  const open = parseOpenTaps(found.stdout);
  const taps = await heldTaps(host, open, signal);
  if ('status' in taps) return taps;
  const holders = [...taps, ...heldMacvtaps(open, links)];
  const lines = await commandLines(host, holders, signal);
  if ('status' in lines) return lines;

  const facts = {
    holders: holders.map((holder) => ({ ...holder, ...programOf(lines.get(holder.pid)) })),
    processes: [...lines]
      .map(([pid, line]) => parseQemuCommandLine(pid, line))
      .filter((process) => process !== null),
  };
  const hidden = /Permission denied/.test(found.stderr) ? unexplained(links, domains, holders) : [];
  const [first, ...others] = hidden;
  if (first === undefined) return { status: 'ok', facts };
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return {
    status: 'partial',
    facts,
    message: `Which process holds ${first}${more} cannot be seen: it is another user's.`,
    advice: 'Only root sees the processes of all users.',
  };
}

async function heldTaps(
  host: Host,
  open: readonly OpenTap[],
  signal: AbortSignal | undefined,
): Promise<TapHolder[] | Trouble | Cancelled> {
  const files = open.flatMap((tap) =>
    tap.kind === 'tun' ? [`/proc/${tap.pid}/fdinfo/${tap.descriptor}`] : [],
  );
  if (files.length === 0) return [];
  const found = await output(host, GREP, ['-sH', '^iff:', ...files], signal);
  if ('status' in found) return found;
  const holders = parseTapHolders(found.stdout);
  return holders.ok ? holders.value : unparsableTrouble(holders.message);
}

// /dev/tap23 is the device of the link with index 23
function heldMacvtaps(open: readonly OpenTap[], links: readonly Link[]): TapHolder[] {
  const names = new Map(links.filter(isMacvtap).map((link) => [link.ifindex, link.name]));
  const holders = new Map<string, TapHolder>();
  for (const tap of open) {
    const link = tap.kind === 'macvtap' ? names.get(tap.ifindex) : undefined;
    if (link !== undefined) holders.set(`${tap.pid} ${link}`, { link, pid: tap.pid });
  }
  return [...holders.values()];
}

async function commandLines(
  host: Host,
  holders: readonly TapHolder[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, string> | Trouble | Cancelled> {
  const files = [...new Set(holders.map(({ pid }) => `/proc/${pid}/cmdline`))];
  if (files.length === 0) return new Map();
  const found = await output(host, GREP, ['-azsH', '', ...files], signal);
  return 'status' in found ? found : parseCommandLines(found.stdout);
}

// /usr/sbin/openvpn NUL --config NUL …   and of a daemon that writes its own, `sshd: root@notty NUL`
function programOf(commandLine: string | undefined): Pick<TapHolder, 'program'> {
  const program = /^(?:[^\0]*\/)?([^\0/: ]+)/.exec(commandLine ?? '')?.[1];
  return program === undefined ? {} : { program };
}

/** What is held by somebody who was not seen, and is no VM of libvirt's, which tells of its TAPs itself. */
function unexplained(
  links: readonly Link[],
  domains: readonly Domain[],
  holders: readonly TapHolder[],
): string[] {
  const known = new Set<string | null>(holders.map(({ link }) => link));
  for (const { live } of domains) for (const { targetDev } of live) known.add(targetDev);
  return links
    .filter((link) => isMacvtap(link) || link.tun?.type === 'tap')
    .filter((link) => link.carrier && !known.has(link.name))
    .map(({ name }) => name);
}

function isMacvtap({ infoKind }: Link): boolean {
  return infoKind === 'macvtap';
}

/**
 * What a search printed. Its exit code says little: not to find anything, or that a process ended or is another user's,
 * makes it 1 as well; such complaints name their file.
 */
async function output(
  host: Host,
  tool: Tool,
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ stdout: string; stderr: string } | Trouble | Cancelled> {
  const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
  const outcome = await host.run({ argv: [tool.program, ...args] }, limits);
  if (outcome.kind === 'cancelled') return { status: 'cancelled' };
  if (outcome.kind !== 'exited') return troubleOf(outcome, tool);
  const { exitCode, stdout, stderr } = outcome;
  const refused = exitCode !== 0 && stdout === '' && stderr !== '' && !stderr.includes('/proc/');
  return refused ? exitTrouble(tool.program, exitCode, stderr, null) : { stdout, stderr };
}
