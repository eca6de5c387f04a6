import { setTimeout as pause } from 'node:timers/promises';
import type { EarlierCounts } from '#shared/host/earlierCounts.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import type { Topology } from '#shared/topology/model.ts';
import { Reader } from '../engine/reader.ts';
import { noteInterrupted } from './interrupted.ts';
import { type HostChoice, openAtTerminal } from './openAtTerminal.ts';
import type { Terminal } from './terminal.ts';

interface ReadOnce {
  readonly snapshot: HostSnapshot;
  readonly topology: Topology;
}

interface ReadTwice extends ReadOnce {
  readonly earlier: EarlierCounts | null;
}

/** Long enough for whoever sends each second. */
const APART_MS = 1200;
/** What takes longer for the first reading goes on meanwhile. */
const FIRST_MS = 2000;

/**
 * Reads a host once, for a command that only looks; tells of edits on it that were interrupted.
 * @throws {UserFailure} when there is no such host
 */
export function readOnce(choice: HostChoice, terminal: Terminal): Promise<ReadOnce> {
  return read(choice, terminal, (reader) => reader.read());
}

/**
 * Reads a host twice, a second apart, for what only two readings tell.
 * @throws {UserFailure} when there is no such host
 */
export function readTwice(choice: HostChoice, terminal: Terminal): Promise<ReadTwice> {
  return read(choice, terminal, async (reader) => {
    // The counters are of what answers quickly; the rest is read once.
    await reader.poll(FIRST_MS);
    await pause(APART_MS);
    return reader.read();
  });
}

async function read(
  choice: HostChoice,
  terminal: Terminal,
  how: (reader: Reader) => Promise<HostSnapshot>,
): Promise<ReadTwice> {
  const host = await openAtTerminal(choice, terminal);
  try {
    const reader = new Reader(host);
    const snapshot = notRetried(await how(reader));
    const topology = buildTopology(snapshot, 1);
    await noteInterrupted(host, snapshot, topology, terminal);
    return { snapshot, topology, earlier: reader.earlierCounts };
  } finally {
    await host.close();
  }
}

/** What the window and the web host read again in a moment is not read again here. */
function notRetried(snapshot: HostSnapshot): HostSnapshot {
  const sources = snapshot.sources.map((report) => ({
    ...report,
    advice: report.advice.replace('Retrying…', 'Try again.'),
  }));
  return { ...snapshot, sources };
}
