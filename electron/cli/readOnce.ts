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

/**
 * Reads a host once, for a command that only looks; tells of edits on it that were interrupted.
 * @throws {UserFailure} when there is no such host
 */
export async function readOnce(choice: HostChoice, terminal: Terminal): Promise<ReadOnce> {
  const host = await openAtTerminal(choice, terminal);
  try {
    const snapshot = await new Reader(host).read();
    const topology = buildTopology(snapshot, 1);
    await noteInterrupted(host, snapshot, topology, terminal);
    return { snapshot, topology };
  } finally {
    await host.close();
  }
}
