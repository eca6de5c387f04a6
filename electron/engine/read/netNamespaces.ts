import type { NetNamespace } from '#shared/host/container.ts';
import type { Link } from '#shared/host/link.ts';
import { containerOfCgroup } from '#shared/parse/containerCgroup.ts';
import { parseIpNetns } from '#shared/parse/ipNetns.ts';
import { parseLsns } from '#shared/parse/lsns.ts';
import { MARK_FILES, type ProcessMarks, parseProcessMarks } from '#shared/parse/processMarks.ts';
import { isCardName } from '#shared/topology/lead.ts';
import type { InnerNics } from './innerNics.ts';
import type { ReadHost } from './patientHost.ts';
import { searchProc } from './searchProc.ts';
import type { Cancelled } from './source.ts';
import { exitTrouble, GREP, type Tool, type Trouble, troubleOf, unparsableTrouble } from './trouble.ts';

const TIMEOUT_MS = 10_000;

const LSNS: Tool = {
  program: 'lsns',
  install: 'Install the package util-linux.',
  hung: 'Retrying…',
};

/** A namespace before its process was looked at. */
type Place = Pick<NetNamespace, 'pid' | 'netnsId' | 'name'>;

/** What one look at the namespaces found. */
export interface FoundNamespaces {
  readonly namespaces: readonly NetNamespace[];
  /** Docker’s daemon runs, so that to ask it starts nothing. */
  readonly hasDocker: boolean;
}

const DOCKER_PID_FILE = '/run/docker.pid';

/**
 * Finds the network namespaces other than our own: those with processes by `lsns`, named ones by `ip netns` too; whose they
 * are by the control groups of their processes; and what is inside. Other users’ processes only root sees.
 */
export async function readNetNamespaces(
  host: ReadHost,
  inner: InnerNics,
  signal: AbortSignal | undefined,
): Promise<FoundNamespaces | Trouble | Cancelled> {
  const places = await readPlaces(host, signal);
  if ('status' in places) return places;
  const pids = places.flatMap(({ pid }) => pid ?? []);
  const files = ['self', ...pids].flatMap((pid) => MARK_FILES.map((file) => `/proc/${pid}/${file}`));
  const printed = await searchProc(host, GREP, ['-asH', '', ...files, DOCKER_PID_FILE], signal);
  if ('status' in printed) return printed;
  const marks = parseProcessMarks(printed.stdout);
  const own = marks.get('self')?.network;
  const others = places.filter((place) => {
    const mark = marksOf(marks, place);
    return place.pid === null || (mark !== undefined && mark.network !== own && isOfInterest(place, mark));
  });
  const nics = await inner.read(
    others.map((place) => ({ ...place, mark: marksOf(marks, place)?.network ?? null })),
    signal,
  );
  if ('status' in nics) return nics;
  const namespaces = others.map((place, index): NetNamespace => {
    const mark = marksOf(marks, place);
    return {
      ...place,
      program: mark?.program ?? null,
      container: mark === undefined ? null : containerOfCgroup(mark.cgroups),
      nics: nics.found[index] ?? null,
    };
  });
  return { namespaces, hasDocker: printed.stdout.includes(`${DOCKER_PID_FILE}:`) };
}

/** Services and sandboxes without a network have a namespace with nothing but loopback in it. */
function isOfInterest({ netnsId, name }: Place, { cgroups, network }: ProcessMarks): boolean {
  // 2    eth0            1     0     333300000001
  const hasDevice = /^\d+\s+(?!lo\s)\S+\s+\d+\s+\d+\s/m.test(network);
  return hasDevice || netnsId !== null || name !== null || containerOfCgroup(cgroups) !== null;
}

/** The links that lead into a namespace which was not found: its processes are other users’. */
export function unexplainedLinks(links: readonly Link[], namespaces: readonly NetNamespace[]): string[] {
  const known = new Set(namespaces.map(({ netnsId }) => netnsId));
  return links
    .filter((link) => leadsInside(link) && !known.has(link.lower?.netnsId ?? null))
    .map(({ name }) => name);
}

/**
 * Whether a link leads into another namespace: a veth, unless it is called as a card is, whose other end is outside then, as
 * on a host that is a container itself.
 */
export function leadsInside({ name, infoKind, lower }: Link): boolean {
  const isPair = infoKind === 'veth' || infoKind === 'netkit';
  return isPair && lower !== null && lower.netnsId !== null && !isCardName(name);
}

async function readPlaces(
  host: ReadHost,
  signal: AbortSignal | undefined,
): Promise<Place[] | Trouble | Cancelled> {
  const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
  const [listed, named] = await Promise.all([
    host.run({ argv: ['lsns', '-J', '-t', 'net', '-o', 'NS,PID,NETNSID,NSFS'] }, limits),
    host.run({ argv: ['ip', '-j', 'netns', 'list'] }, limits),
  ]);
  if (listed.kind === 'cancelled' || named.kind === 'cancelled') return { status: 'cancelled' };
  // A capture of an older Patchbay, which did not ask.
  if (listed.kind === 'failed' && host.asOf !== undefined)
    return troubleOf({ kind: 'missing', program: LSNS.program }, LSNS);
  if (listed.kind !== 'exited') return troubleOf(listed, LSNS);
  const { exitCode, stdout, stderr } = listed;
  if (stdout === '' && exitCode !== 0 && stderr !== '') return exitTrouble('lsns', exitCode, stderr, null);
  const rows = parseLsns(stdout);
  if (!rows.ok) return unparsableTrouble(rows.message);
  const names = named.kind === 'exited' ? parseIpNetns(named.stdout) : null;
  const places: Place[] = rows.value
    .filter(({ pid }) => pid !== null)
    .map(({ pid, netnsId, mounts }) => ({ pid, netnsId, name: nameOf(mounts) }));
  const known = new Set(places.map(({ name }) => name));
  const ids = new Set(places.flatMap(({ netnsId }) => netnsId ?? []));
  for (const { name, netnsId } of names?.ok ? names.value : []) {
    const isKnown = known.has(name) || (netnsId !== null && ids.has(netnsId));
    if (!isKnown) places.push({ pid: null, netnsId, name });
  }
  return places;
}

// /run/netns/blue   and beside it /run/docker/netns/3f2a…, which is no name of anybody’s
function nameOf(mounts: readonly string[]): string | null {
  for (const path of mounts) {
    const name = /^(?:\/var)?\/run\/netns\/([^/]+)$/.exec(path)?.[1];
    if (name !== undefined) return name;
  }
  return null;
}

function marksOf(
  marks: ReadonlyMap<number | 'self', ProcessMarks>,
  { pid }: Place,
): ProcessMarks | undefined {
  return pid === null ? undefined : marks.get(pid);
}
