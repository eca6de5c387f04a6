import type { Domain } from '#shared/host/domain.ts';
import type { Link } from '#shared/host/link.ts';
import type { TapHolder } from '#shared/host/process.ts';
import { parseCommandLines } from '#shared/parse/commandLines.ts';
import { type OpenTap, parseOpenTaps } from '#shared/parse/openTaps.ts';
import { parseProcessLinks } from '#shared/parse/processLinks.ts';
import { parseTapHolders } from '#shared/parse/tapHolders.ts';
import { parseKvmUsers, parsePrograms, parseVmms } from '#shared/parse/vmmProcesses.ts';
import type { ReadHost } from './patientHost.ts';
import { processesElsewhere } from './processesElsewhere.ts';
import { searchProc } from './searchProc.ts';
import type { Cancelled, Reading } from './source.ts';
import { withStartScripts } from './startScripts.ts';
import { GREP, type Trouble, unparsableTrouble } from './trouble.ts';
import { searchForVms, searchPrograms } from './vmSearch.ts';
import { readVms, type TapHolderFacts } from './vms.ts';

/** Finds the processes that hold TAPs and macvtaps open, whoever started them, and those that run VMs. */
export async function readTapHolders(
  host: ReadHost,
  links: readonly Link[],
  domains: readonly Domain[],
  signal: AbortSignal | undefined,
): Promise<Reading<TapHolderFacts>> {
  const found = await searchForVms(host, signal);
  if ('status' in found) return found;
  const open = parseOpenTaps(found.stdout);
  const vmms = parseVmms(found.stdout);
  const openers = new Set(open.map(({ pid }) => pid));
  const [taps, elsewhere, others] = await Promise.all([
    namedTaps(host, open, signal),
    processesElsewhere(host, new Set([...openers, ...vmms.keys()]), signal),
    searchPrograms(
      host,
      [...openers].filter((pid) => !vmms.has(pid)),
      signal,
    ),
  ]);
  if ('status' in taps) return taps;
  if ('status' in elsewhere) return elsewhere;
  if ('status' in others) return others;
  const here = ({ pid }: { readonly pid: number }) => !elsewhere.has(pid);
  const held = [...taps.filter(here), ...heldMacvtaps(open.filter(here), links)];
  const strayed = strayedTaps(taps, held, elsewhere, links);
  const pids = new Set([...held.map(({ pid }) => pid), ...elsewhere, ...vmms.keys()]);
  const read = await readProcesses(host, [...pids], { strayed, signal });
  if ('status' in read) return read;

  const moved = strayed.filter(({ link, pid }) => read.links.get(pid)?.has(link) === false);
  const vms = readVms([...held, ...moved], read.commandLines, {
    programs: new Map([...vmms, ...parsePrograms(others.stdout)]),
    openers,
    kvmUsers: parseKvmUsers(found.stdout),
    elsewhere,
  });
  const facts = { ...vms, processes: await withStartScripts(host, vms.processes, signal) };
  const hidden = /Permission denied/.test(found.stderr) ? unexplained(links, domains, facts.holders) : [];
  const [first, ...further] = hidden;
  if (first === undefined) return { status: 'ok', facts };
  const more = further.length === 0 ? '' : ` and ${further.length} more`;
  return {
    status: 'partial',
    facts,
    message: `Which process holds ${first}${more} can’t be seen: it belongs to another user.`,
    advice: 'Only root sees the processes of all users.',
  };
}

/** The open TAPs, each by the name that it has in its own network namespace. */
async function namedTaps(
  host: ReadHost,
  open: readonly OpenTap[],
  signal: AbortSignal | undefined,
): Promise<TapHolder[] | Trouble | Cancelled> {
  const files = open.flatMap((tap) =>
    tap.kind === 'tun' ? [`/proc/${tap.pid}/fdinfo/${tap.descriptor}`] : [],
  );
  if (files.length === 0) return [];
  const found = await searchProc(host, GREP, ['-sH', '^iff:', ...files], signal);
  if ('status' in found) return found;
  const holders = parseTapHolders(found.stdout);
  return holders.ok ? holders.value : unparsableTrouble(holders.message);
}

// /dev/tap23 is the device of the link with index 23
function heldMacvtaps(open: readonly OpenTap[], links: readonly Link[]): TapHolder[] {
  const names = new Map(links.filter(isMacvtap).map((link) => [link.ifindex, link.name]));
  return open.flatMap((tap) => {
    const link = tap.kind === 'macvtap' ? names.get(tap.ifindex) : undefined;
    return link === undefined ? [] : [{ link, pid: tap.pid, descriptor: tap.descriptor }];
  });
}

/**
 * The TAPs of processes elsewhere that may have been moved here: nobody here holds the TAP of that name, although
 * somebody does. Whether it is the same one, the links of the process's own namespace decide.
 */
function strayedTaps(
  taps: readonly TapHolder[],
  held: readonly TapHolder[],
  elsewhere: ReadonlySet<number>,
  links: readonly Link[],
): TapHolder[] {
  const known = new Set(held.map(({ link }) => link));
  const free = new Set(
    links
      .filter(({ name, tun, carrier }) => tun?.type === 'tap' && carrier && !known.has(name))
      .map(({ name }) => name),
  );
  return taps.filter(({ link, pid }) => elsewhere.has(pid) && free.has(link));
}

interface ProcessFacts {
  readonly commandLines: ReadonlyMap<number, string>;
  /** The names of the links that are where the process is. */
  readonly links: ReadonlyMap<number, ReadonlySet<string>>;
}

async function readProcesses(
  host: ReadHost,
  pids: readonly number[],
  { strayed, signal }: { readonly strayed: readonly TapHolder[]; readonly signal: AbortSignal | undefined },
): Promise<ProcessFacts | Trouble | Cancelled> {
  if (pids.length === 0) return { commandLines: new Map(), links: new Map() };
  const files = [
    ...pids.map((pid) => `/proc/${pid}/cmdline`),
    ...new Set(strayed.map(({ pid }) => `/proc/${pid}/net/dev`)),
  ];
  const found = await searchProc(host, GREP, ['-azsH', '', ...files], signal);
  if ('status' in found) return found;
  return { commandLines: parseCommandLines(found.stdout), links: parseProcessLinks(found.stdout) };
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
