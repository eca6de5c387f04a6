import type { FactPart, Gap, SourceName, SourceReport } from '#shared/host/source.ts';
import { excerpt } from '#shared/parse/result.ts';
import type { Trouble } from './trouble.ts';

/** What one reading of a source brought. */
export type Reading<T> =
  | { readonly status: 'ok'; readonly facts: T; readonly unread?: readonly FactPart[] }
  | {
      readonly status: 'partial';
      readonly facts: T;
      readonly message: string;
      readonly advice: string;
      readonly gap?: Gap;
      /** Parts of the facts that are of an earlier reading, or not there; absent: none. */
      readonly unread?: readonly FactPart[];
    }
  | Cancelled
  | Trouble;

export interface Cancelled {
  readonly status: 'cancelled';
}

/**
 * How much is read: `everything`, or after an edit only what edits change; sources that are read whole anyway do not
 * care.
 */
export type ReadScope = 'everything' | 'edited';

/** A reading is told to be under way after this, and after half as long again as the last one took. */
const SOON_MS = 1500;
const LONGER = 1.5;
/** A reading that took no longer than this is nothing to tell of. */
const TOLD_MS = 2000;

/**
 * One source of facts with what is known of it: the facts that were read last, and what became of the latest reading.
 * It is never read twice at the same time. Facts outlive a reading that fails; their age tells.
 */
export class Source<T> {
  readonly #name: SourceName;
  readonly #read: (scope: ReadScope, signal: AbortSignal | undefined) => Promise<Reading<T>>;
  readonly #now: () => Date;
  #facts: T;
  #report: SourceReport;
  #reading: Promise<void> | null = null;
  #begun: { readonly iso: string; readonly at: number } | null = null;

  constructor(
    name: SourceName,
    none: T,
    read: (scope: ReadScope, signal: AbortSignal | undefined) => Promise<Reading<T>>,
    now: () => Date,
  ) {
    this.#name = name;
    this.#facts = none;
    this.#read = read;
    this.#now = now;
    this.#report = { name, status: 'pending', message: '', advice: '', factsFrom: null };
  }

  get facts(): T {
    return this.#facts;
  }

  get report(): SourceReport {
    if (this.#begun === null) return this.#report;
    const usualMs = Math.max(SOON_MS, LONGER * (this.#report.neededMs ?? 0));
    const isLong = performance.now() - this.#begun.at >= usualMs;
    return isLong ? { ...this.#report, readingSince: this.#begun.iso } : this.#report;
  }

  get isReading(): boolean {
    return this.#reading !== null;
  }

  /** Resolves when a reading that is under way has ended. */
  async settled(): Promise<void> {
    await this.#reading;
  }

  /** Reads the source, or joins a reading under way. Never rejects. */
  refresh(scope: ReadScope, signal?: AbortSignal): Promise<void> {
    this.#reading ??= this.#run(scope, signal).finally(() => {
      this.#reading = null;
      this.#begun = null;
    });
    return this.#reading;
  }

  /** Like `refresh`, but by a reading that began after this call. */
  async refreshAfresh(scope: ReadScope, signal?: AbortSignal): Promise<void> {
    await this.#reading;
    await this.refresh(scope, signal);
  }

  async #guarded(scope: ReadScope, signal: AbortSignal | undefined): Promise<Reading<T>> {
    try {
      return await this.#read(scope, signal);
    } catch (error) {
      return brokenReading(error);
    }
  }

  async #run(scope: ReadScope, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return;
    const begun = this.#now().toISOString();
    const at = performance.now();
    this.#begun = { iso: begun, at };
    const reading = await this.#guarded(scope, signal);
    if (reading.status === 'cancelled') return;
    const { message, advice } = reading.status === 'ok' ? { message: '', advice: '' } : reading;
    const fresh = reading.status === 'ok' || reading.status === 'partial';
    if (fresh) this.#facts = reading.facts;
    const factsFrom = fresh ? begun : this.#report.factsFrom;
    const gap = reading.status === 'partial' && reading.gap !== undefined ? { gap: reading.gap } : {};
    const parts = fresh ? (reading.unread ?? []) : [];
    const unread = parts.length === 0 ? {} : { unread: parts };
    const needed = fresh ? neededSince(at) : needOf(this.#report);
    this.#report = {
      name: this.#name,
      status: reading.status,
      message,
      advice,
      ...gap,
      ...unread,
      factsFrom,
      ...needed,
    };
  }
}

type Need = Pick<SourceReport, 'neededMs'>;

/** In whole seconds, so that readings that take about as long say the same. */
function neededSince(at: number): Need {
  const ms = performance.now() - at;
  return ms < TOLD_MS ? {} : { neededMs: Math.round(ms / 1000) * 1000 };
}

function needOf({ neededMs }: SourceReport): Need {
  return neededMs === undefined ? {} : { neededMs };
}

/** No reader should throw; one that does all the same costs its own source. */
function brokenReading(error: unknown): Trouble {
  const why = excerpt(error instanceof Error ? error.message : String(error));
  return {
    status: 'unparsable',
    message: `What was printed makes Patchbay’s reader fail: ${why}`,
    advice: 'Please report it, with a capture of this host. The other sources are read.',
  };
}
