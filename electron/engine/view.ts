import { isDeepStrictEqual } from 'node:util';
import type { Traffic } from '#shared/api.ts';
import { findFindings } from '#shared/findings/findFindings.ts';
import { type FindingsReport, noFindings } from '#shared/findings/finding.ts';
import type { LinkCounters } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { SourceReport } from '#shared/host/source.ts';
import { excerpt } from '#shared/parse/result.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { type LiveMove, markLiveMoves } from '#shared/topology/liveMoves.ts';
import type { Topology } from '#shared/topology/model.ts';
import { changesGraph, diffTopology, type TopologyPatch } from '#shared/topology/patch.ts';

/** While nothing changes, windows are told no more often than this that the host was read again. */
const SIGN_OF_LIFE_MS = 1000;

const UNDRAWABLE = 'Please report it, with a capture of this host. What is shown is of an earlier read.';

export interface ViewChange {
  /** Null: there is nothing worth telling. */
  readonly patch: TopologyPatch | null;
  /** Null where the counters are the same as before: they were not read again. */
  readonly traffic: Readonly<Record<string, Traffic>> | null;
  /** Null: they are the same as before. */
  readonly findings: FindingsReport | null;
}

/** The engine's picture of a host: the latest snapshot, and the graph that was built of it. */
export class View {
  #snapshot: HostSnapshot;
  #topology: Topology;
  #toldAt: number;
  #moves: readonly LiveMove[] = [];
  #findings: FindingsReport = noFindings;

  /** @param first before anything was read */
  constructor(first: HostSnapshot) {
    this.#snapshot = first;
    this.#topology = buildTopology(first, 1);
    this.#toldAt = Date.parse(first.takenAt);
  }

  get snapshot(): HostSnapshot {
    return this.#snapshot;
  }

  /** What Patchbay plugged itself, as it was last known. */
  get moves(): readonly LiveMove[] {
    return this.#moves;
  }

  get topology(): Topology {
    return this.#topology;
  }

  get findings(): FindingsReport {
    return this.#findings;
  }

  /**
   * Takes over a newer snapshot. The revision counts what changes the graph or the health of a source.
   * @param moves what Patchbay plugged itself, to be marked where the host still shows it
   */
  show(snapshot: HostSnapshot, moves: readonly LiveMove[] = []): ViewChange {
    const before = this.#topology;
    const next = markLiveMoves(buildTopology(snapshot, before.revision + 1), moves);
    const patch = diffTopology(before, next);
    const traffic = trafficBetween(this.#snapshot, snapshot);
    this.#snapshot = snapshot;
    this.#moves = moves;
    const findings = this.#found(findFindings(snapshot, next));
    if (changesGraph(patch) || healthOf(before.sources) !== healthOf(next.sources)) {
      this.#topology = next;
      return { patch: this.#told(patch), traffic, findings };
    }
    // Unchanged nodes stay the same objects; only when they were read is new.
    this.#topology = { ...before, takenAt: next.takenAt, sources: next.sources };
    const isSoon = Date.parse(next.takenAt) - this.#toldAt < SIGN_OF_LIFE_MS;
    const isQuiet = isSoon && paceOf(before.sources) === paceOf(next.sources);
    const told = isQuiet ? null : this.#told({ ...patch, revision: before.revision });
    return { patch: told, traffic, findings };
  }

  /**
   * Keeps what is shown where a newer snapshot can't be drawn: every source then tells so, as nothing of it is of now.
   * @param error what drawing it threw
   */
  keep({ takenAt, sources }: HostSnapshot, error: unknown): ViewChange {
    const before = this.#topology;
    const why = excerpt(error instanceof Error ? error.message : String(error));
    const told = sources.map((report): SourceReport => {
      const factsFrom = before.sources.find(({ name }) => name === report.name)?.factsFrom ?? null;
      const message = `Patchbay can’t draw what it read (${why}).`;
      return { name: report.name, status: 'unparsable', message, advice: UNDRAWABLE, factsFrom };
    });
    const isNews = healthOf(before.sources) !== healthOf(told);
    const revision = isNews ? before.revision + 1 : before.revision;
    this.#topology = { ...before, revision, takenAt, sources: told };
    const patch = isNews ? this.#told(diffTopology(before, this.#topology)) : null;
    return { patch, traffic: null, findings: null };
  }

  #found(report: FindingsReport): FindingsReport | null {
    if (isDeepStrictEqual(report, this.#findings)) return null;
    this.#findings = report;
    return report;
  }

  #told(patch: TopologyPatch): TopologyPatch {
    this.#toldAt = Date.parse(patch.takenAt);
    return patch;
  }
}

function healthOf(sources: readonly SourceReport[]): string {
  return JSON.stringify(sources.map(({ name, status, message }) => [name, status, message]));
}

/** Which sources are slow, and how slow: worth telling, but no change of the host that would make a plan old. */
function paceOf(sources: readonly SourceReport[]): string {
  return JSON.stringify(sources.map(({ readingSince, neededMs }) => [readingSince, neededMs]));
}

/** Bytes per second of each link that both reads counted. A counter that fell belongs to a link that was made again. */
function trafficBetween(before: HostSnapshot, after: HostSnapshot): Record<string, Traffic> | null {
  const seconds = (readAt(after) - readAt(before)) / 1000;
  if (!(seconds > 0)) return null;
  const old = new Map(before.links.map((link) => [link.ifindex, link.counters]));
  const rates: Record<string, Traffic> = {};
  for (const { name, ifindex, counters } of after.links) {
    const was = old.get(ifindex);
    if (counters === null || was === null || was === undefined) continue;
    const rate = (now: number, then: number) => Math.max(0, Math.round((now - then) / seconds));
    rates[name] = {
      rx: rate(counters.rxBytes, was.rxBytes),
      tx: rate(counters.txBytes, was.txBytes),
      ...lostOf(counters),
    };
  }
  return rates;
}

function lostOf({ rxErrors, txErrors, rxDropped, txDropped }: LinkCounters): Pick<Traffic, 'lost'> {
  const isClean = rxErrors + txErrors + rxDropped + txDropped === 0;
  return isClean ? {} : { lost: { rxErrors, txErrors, rxDropped, txDropped } };
}

function readAt({ sources }: HostSnapshot): number {
  return Date.parse(sources.find(({ name }) => name === 'ip-link')?.factsFrom ?? '');
}
