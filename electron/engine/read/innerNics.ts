import type { InnerNic } from '#shared/host/container.ts';
import { parseInnerNics } from '#shared/parse/innerNics.ts';
import type { ReadHost } from './patientHost.ts';
import type { Cancelled } from './source.ts';

const TIMEOUT_MS = 10_000;
/** So many processes are started at the same time. */
const AT_ONCE = 4;
/** A change of a MAC leaves no mark. */
const OLD_MS = 10 * 60_000;

/** A namespace that is looked into, by a process in it or by its name. */
interface Inside {
  readonly pid: number | null;
  readonly name: string | null;
  /** Text that changes with its links and addresses; null: nothing tells of a change. */
  readonly mark: string | null;
}

interface Kept {
  readonly mark: string;
  readonly at: number;
  readonly nics: readonly InnerNic[];
}

type Found = readonly (readonly InnerNic[] | null)[];

/**
 * The links inside of namespaces, as the host’s own `ip` shows them there: nothing of a container’s files is opened, which
 * could lead anywhere. It takes a process for each namespace, and only for one in which something has changed.
 */
export class InnerNics {
  readonly #host: ReadHost;
  readonly #now: () => Date;
  readonly #kept = new Map<number | null, Kept>();

  constructor(host: ReadHost, now: () => Date) {
    this.#host = host;
    this.#now = now;
  }

  /** In the order of the places; null: not ours to enter, or it has gone. */
  async read(
    places: readonly Inside[],
    signal: AbortSignal | undefined,
  ): Promise<{ readonly found: Found } | Cancelled> {
    const found: (readonly InnerNic[] | null)[] = places.map((place) => this.#unchanged(place));
    const due = places.flatMap((place, index) => (found[index] === null ? [{ place, index }] : []));
    for (let at = 0; at < due.length; at += AT_ONCE) {
      const batch = due.slice(at, at + AT_ONCE);
      const read = await Promise.all(batch.map(({ place }) => this.#enter(place, signal)));
      if (read.includes('cancelled')) return { status: 'cancelled' };
      for (const [offset, nics] of read.entries()) {
        const index = batch[offset]?.index;
        if (index !== undefined && nics !== 'cancelled') found[index] = nics;
      }
    }
    const pids = new Set(places.map(({ pid }) => pid));
    for (const pid of this.#kept.keys()) if (!pids.has(pid)) this.#kept.delete(pid);
    return { found };
  }

  #unchanged({ pid, mark }: Inside): readonly InnerNic[] | null {
    const kept = pid === null ? undefined : this.#kept.get(pid);
    if (kept === undefined || kept.mark !== mark) return null;
    return this.#now().getTime() - kept.at < OLD_MS ? kept.nics : null;
  }

  async #enter({ pid, name, mark }: Inside, signal: AbortSignal | undefined) {
    const place = pid === null ? `/run/netns/${name}` : `/proc/${pid}/ns/net`;
    const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
    const outcome = await this.#host.run(
      { argv: ['nsenter', `--net=${place}`, 'ip', '-j', '-d', 'addr', 'show'] },
      limits,
    );
    if (outcome.kind === 'cancelled') return 'cancelled';
    if (outcome.kind !== 'exited' || outcome.exitCode !== 0) return null;
    const nics = parseInnerNics(outcome.stdout);
    if (!nics.ok) return null;
    if (pid !== null && mark !== null)
      this.#kept.set(pid, { mark, at: this.#now().getTime(), nics: nics.value });
    return nics.value;
  }
}
