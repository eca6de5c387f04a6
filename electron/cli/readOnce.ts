import { buildTopology } from '#shared/topology/build.ts';
import type { Topology } from '#shared/topology/model.ts';
import { Reader } from '../engine/reader.ts';
import { openHost } from '../hosts/open.ts';

/** Reads a host once, for a command that only looks. @throws {UserFailure} when there is no such host */
export async function readOnce(name: string): Promise<Topology> {
  const host = await openHost(name);
  try {
    return buildTopology(await new Reader(host).read(), 1);
  } finally {
    await host.close();
  }
}
