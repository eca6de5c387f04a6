import { trace as findPaths } from '#shared/topology/trace.ts';
import { traceLine } from '#shared/topology/words.ts';
import type { Invocation } from './command.ts';
import { conflictsAlong } from './conflicts.ts';
import { dim, yellow } from './line.ts';
import { readOnce } from './readOnce.ts';
import { noteSources } from './sources.ts';
import type { Terminal } from './terminal.ts';

/** `patchbay trace WHAT`: one line for each path; exits with 1 when nothing matches. */
export async function trace({ host, json, args }: Invocation, terminal: Terminal): Promise<number> {
  const [what = ''] = args;
  const topology = await readOnce(host, terminal);
  const result = findPaths(topology, what);
  if (json) {
    terminal.json(result);
    return result.paths.length > 0 ? 0 : 1;
  }
  for (const { nodes, complete } of result.paths) {
    const line = traceLine(topology, nodes);
    terminal.out(complete ? line : dim(line));
    for (const message of conflictsAlong(topology, nodes)) terminal.out('  ', yellow('! '), message);
  }
  if (result.paths.length === 0) terminal.note(`Nothing on this host matches “${what}”.`);
  if (result.ambiguous) terminal.note(yellow('! '), `“${what}” fits several things; these are all of them.`);
  noteSources(topology, terminal);
  return result.paths.length > 0 ? 0 : 1;
}
