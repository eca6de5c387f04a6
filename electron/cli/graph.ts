import { findFindings } from '#shared/findings/findFindings.ts';
import type { Invocation } from './command.ts';
import { graphJson } from './graphJson.ts';
import { graphLines } from './graphText.ts';
import { readOnce } from './readOnce.ts';
import { linksWereRead, noteSources } from './sources.ts';
import type { Terminal } from './terminal.ts';

/** `patchbay graph`: exits with 0 while the links could be read, whatever else failed. */
export async function graph(invocation: Invocation, terminal: Terminal): Promise<number> {
  const { snapshot, topology } = await readOnce(invocation, terminal);
  if (invocation.json) {
    terminal.json(graphJson(topology));
  } else {
    const { findings } = findFindings(snapshot, topology);
    for (const line of graphLines(topology, findings)) terminal.out(...line);
    noteSources(topology, terminal);
  }
  return linksWereRead(topology) ? 0 : 1;
}
