import type { ContainerKey, NetNamespace } from '#shared/host/container.ts';
import type { Link } from '#shared/host/link.ts';
import { containersOfProcesses, hasMonitor } from '#shared/parse/containerMonitor.ts';
import type { NamedNamespace } from '#shared/parse/ipNetns.ts';
import {
  MARK_FILES,
  PARENT_FILE,
  type ProcessMarks,
  parseParents,
  parseProcessMarks,
} from '#shared/parse/processMarks.ts';
import { isCardName } from '#shared/topology/lead.ts';
import { InnerNics, type Inside } from './innerNics.ts';
import { allPlaces, listNamed, listNamespaces, type Place } from './namespaceList.ts';
import type { ReadHost } from './patientHost.ts';
import { searchProc } from './searchProc.ts';
import type { Cancelled } from './source.ts';
import { GREP, type Trouble } from './trouble.ts';

const DOCKER_PID_FILE = '/run/docker.pid';

/** A namespace without a link here comes and goes without a trace among the links. */
const LIST_MS = 60_000;
/** So does a name without processes. */
const NAMES_MS = 10 * 60_000;

/** What is asked next; each costs one process. */
type Turn = 'list' | 'marks' | 'names' | 'inside';
/** For which links something was asked, and when. */
interface Asked {
  readonly links: string;
  readonly at: number;
}
type Marks = ReadonlyMap<number | 'self', ProcessMarks>;

/**
 * The network namespaces other than our own: those with processes by `lsns`, named ones by `ip netns` too; whose they are by
 * the control groups of their processes, and of LXC’s by their monitors; and what is inside. Other users’ processes only root sees.
 *
 * Each `ask` runs one process. Where nothing changes that is the `grep` that would tell of a change; what is new takes a few
 * turns, and is not among those found before it was looked into.
 */
export class NetNamespaces {
  readonly #host: ReadHost;
  readonly #now: () => Date;
  readonly #inner: InnerNics;
  #listed: readonly Place[] = [];
  #listedFor: Asked | null = null;
  #named: readonly NamedNamespace[] = [];
  #namedFor: Asked | null = null;
  #marks: Marks = new Map();
  #containers: ReadonlyMap<number, ContainerKey> = new Map();
  #areMarksDue = true;
  #hasDocker = false;

  constructor(host: ReadHost, now: () => Date) {
    this.#host = host;
    this.#now = now;
    this.#inner = new InnerNics(host, now);
  }

  /** Docker’s daemon runs, so that to ask it starts nothing. */
  get hasDocker(): boolean {
    return this.#hasDocker;
  }

  /** The processes by which the namespaces are known, our own too. */
  get pids(): readonly number[] {
    return this.#listed.flatMap(({ pid }) => pid ?? []);
  }

  /** What was found so far. */
  get found(): readonly NetNamespace[] {
    return this.#places.flatMap((place): NetNamespace[] => {
      const mark = this.#markOf(place);
      const nics = this.#inner.found(this.#inside(place));
      if (nics === undefined) return [];
      const { pid, netnsId, name } = place;
      const program = mark?.program ?? null;
      return [{ pid, netnsId, name, program, container: this.#containerOf(place), nics }];
    });
  }

  /** Whether there is more to be asked about what is known to be there. */
  isUnfinished(links: readonly Link[]): boolean {
    return this.#pending(links) !== null;
  }

  /** Asks what is due by one process, or whether anything has changed. */
  async ask(links: readonly Link[], signal: AbortSignal | undefined): Promise<Trouble | Cancelled | null> {
    switch (this.#turn(links)) {
      case 'list':
        return this.#list(links, signal);
      case 'marks':
        return this.#readMarks(signal);
      case 'names':
        return this.#readNames(links, signal);
      case 'inside':
        return this.#inner.look(this.#places.map(this.#inside), signal);
    }
  }

  /** What is due because something has come or gone; null: nothing. */
  #pending(links: readonly Link[]): Turn | null {
    const key = keyOf(links);
    if (this.#listedFor?.links !== key) return 'list';
    // A link that leads to none of those with processes leads to one that has but a name.
    const isLacking = unexplainedLinks(links, this.#listed).length > 0;
    if (this.#namedFor === null || (isLacking && this.#namedFor.links !== key)) return 'names';
    if (this.#areMarksDue) return 'marks';
    return this.#inner.isDue(this.#places.map(this.#inside)) ? 'inside' : null;
  }

  #turn(links: readonly Link[]): Turn {
    const pending = this.#pending(links);
    if (pending !== null) return pending;
    const isOld = (asked: Asked | null, afterMs: number) =>
      asked === null || this.#now().getTime() - asked.at >= afterMs;
    if (isOld(this.#listedFor, LIST_MS)) return 'list';
    return isOld(this.#namedFor, NAMES_MS) ? 'names' : 'marks';
  }

  async #list(links: readonly Link[], signal: AbortSignal | undefined) {
    const listed = await listNamespaces(this.#host, signal);
    if ('status' in listed) return listed;
    this.#listed = listed;
    this.#listedFor = { links: keyOf(links), at: this.#now().getTime() };
    if (listed.some((place) => this.#markOf(place) === undefined)) this.#areMarksDue = true;
    return null;
  }

  async #readNames(links: readonly Link[], signal: AbortSignal | undefined) {
    const named = await listNamed(this.#host, signal);
    if ('status' in named) return named;
    this.#named = named;
    this.#namedFor = { links: keyOf(links), at: this.#now().getTime() };
    return null;
  }

  async #readMarks(signal: AbortSignal | undefined) {
    const { pids } = this;
    const parents = this.#parents();
    const files = [
      ...['self', ...pids].flatMap((pid) => MARK_FILES.map((file) => `/proc/${pid}/${file}`)),
      ...[...parents].map((pid) => `/proc/${pid}/${PARENT_FILE}`),
    ];
    const printed = await searchProc(this.#host, GREP, ['-asH', '', ...files, DOCKER_PID_FILE], signal);
    if ('status' in printed) return printed;
    const before = this.#marks;
    this.#marks = parseProcessMarks(printed.stdout);
    this.#nameContainers(parseParents(printed.stdout));
    // Whose parent tells more is known by now.
    this.#areMarksDue = [...this.#parents()].some((pid) => !parents.has(pid));
    this.#hasDocker = printed.stdout.includes(`${DOCKER_PID_FILE}:`);
    // Its namespace may live on with another process.
    if (pids.some((pid) => before.has(pid) && !this.#marks.has(pid))) this.#listedFor = null;
    return null;
  }

  get #places(): readonly Place[] {
    const own = this.#marks.get('self')?.network;
    return allPlaces(this.#listed, this.#named).filter((place) => {
      const mark = this.#markOf(place);
      if (place.pid === null) return true;
      const isContainer = this.#containerOf(place) !== null;
      return mark !== undefined && mark.network !== own && (isContainer || isOfInterest(place, mark));
    });
  }

  readonly #inside = (place: Place): Inside => ({ ...place, mark: this.#markOf(place)?.network ?? null });

  /** The processes that tell more of a container than its own do. */
  #parents(): ReadonlySet<number> {
    const found = this.#listed.flatMap((place) => {
      const mark = this.#markOf(place);
      return place.parent !== null && mark !== undefined && hasMonitor(mark.cgroups) ? [place.parent] : [];
    });
    return new Set(found);
  }

  #nameContainers(parents: ReadonlyMap<number, string>): void {
    const processes = this.#listed.flatMap(({ pid, parent }) => {
      const mark = pid === null ? undefined : this.#marks.get(pid);
      if (pid === null || mark === undefined) return [];
      return [{ pid, cgroups: mark.cgroups, parent: parents.get(parent ?? 0) ?? null }];
    });
    const keys = containersOfProcesses(processes);
    const named = processes.flatMap(({ pid }, at) => (keys[at] ? [[pid, keys[at]] as const] : []));
    this.#containers = new Map(named);
  }

  #containerOf({ pid }: Place): ContainerKey | null {
    return this.#containers.get(pid ?? 0) ?? null;
  }

  #markOf({ pid }: Place): ProcessMarks | undefined {
    return pid === null ? undefined : this.#marks.get(pid);
  }
}

/** Text that changes when a link into a namespace comes or goes. */
function keyOf(links: readonly Link[]): string {
  return JSON.stringify(
    links.flatMap(({ name, ifindex, lower }) =>
      lower?.netnsId == null ? [] : [[name, ifindex, lower.netnsId, lower.ifindex]],
    ),
  );
}

/** Services and sandboxes without a network have a namespace with nothing but loopback in it. */
function isOfInterest({ netnsId, name }: Place, { network }: ProcessMarks): boolean {
  // 2    eth0            1     0     333300000001
  const hasDevice = /^\d+\s+(?!lo\s)\S+\s+\d+\s+\d+\s/m.test(network);
  return hasDevice || netnsId !== null || name !== null;
}

/** The links that lead into a namespace which was not found: its processes are other users’. */
export function unexplainedLinks(
  links: readonly Link[],
  namespaces: readonly Pick<NetNamespace, 'netnsId'>[],
): string[] {
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
