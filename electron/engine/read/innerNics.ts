import type { InnerNic } from '#shared/host/container.ts';
import { parseNicsInside } from '#shared/parse/nicsInside.ts';
import type { ReadHost } from './patientHost.ts';
import { searchProc } from './searchProc.ts';
import type { Cancelled } from './source.ts';
import { FIND, isNotCaptured, type Trouble } from './trouble.ts';

/** A change of a MAC leaves no mark. */
const OLD_MS = 10 * 60_000;
/** `ip` as it runs in each namespace, which `find` names in place of the braces; its own path stands before what it prints. */
const LOOK_INSIDE = [
  ...['-maxdepth', '0', '-printf', '\\0%p\\0'],
  ...['-exec', 'nsenter', '--net={}', 'ip', '-j', '-d', 'addr', 'show', ';'],
];

/** A namespace that is looked into, by a process in it or by its name. */
export interface Inside {
  readonly pid: number | null;
  readonly name: string | null;
  /** Text that changes with its links and addresses; null: nothing tells of a change. */
  readonly mark: string | null;
}

interface Kept {
  readonly mark: string | null;
  readonly at: number;
  /** Null: not ours to enter, or it has gone. */
  readonly nics: readonly InnerNic[] | null;
}

/**
 * The links inside of namespaces, as the host’s own `ip` shows them there: nothing of a container’s files is opened, which
 * could lead anywhere. They are looked into all at once, by one process that Patchbay starts, and only those in which
 * something has changed.
 */
export class InnerNics {
  readonly #host: ReadHost;
  readonly #now: () => Date;
  readonly #kept = new Map<string, Kept>();

  constructor(host: ReadHost, now: () => Date) {
    this.#host = host;
    this.#now = now;
  }

  /** Whether there is one among them that was not looked into since it changed. */
  isDue(places: readonly Inside[]): boolean {
    return places.some((place) => this.#isDue(place));
  }

  /** What was found there, changed since or not; null: it can’t be entered. Absent: it was not looked into yet. */
  found(place: Inside): readonly InnerNic[] | null | undefined {
    return this.#kept.get(pathOf(place))?.nics;
  }

  /** Looks into those that are due. */
  async look(
    places: readonly Inside[],
    signal: AbortSignal | undefined,
  ): Promise<Trouble | Cancelled | null> {
    const due = places.filter((place) => this.#isDue(place));
    const printed = await searchProc(this.#host, FIND, [...due.map(pathOf), ...LOOK_INSIDE], signal);
    // An older Patchbay asked for each of them.
    if ('status' in printed && !isNotCaptured(printed)) return printed;
    const inside = parseNicsInside('status' in printed ? '' : printed.stdout);
    const at = this.#now().getTime();
    for (const place of due) {
      const path = pathOf(place);
      this.#kept.set(path, { mark: place.mark, at, nics: inside.get(path) ?? null });
    }
    const paths = new Set(places.map(pathOf));
    for (const path of this.#kept.keys()) if (!paths.has(path)) this.#kept.delete(path);
    return null;
  }

  #isDue(place: Inside): boolean {
    const kept = this.#kept.get(pathOf(place));
    if (kept === undefined) return true;
    const isOld = this.#now().getTime() - kept.at >= (place.mark === null ? UNMARKED_MS : OLD_MS);
    return kept.mark !== place.mark || isOld;
  }
}

/** Of one without processes nothing tells that it has changed. */
const UNMARKED_MS = 60_000;

function pathOf({ pid, name }: Inside): string {
  return pid === null ? `/run/netns/${name}` : `/proc/${pid}/ns/net`;
}
