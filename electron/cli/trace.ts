import { trace as findPaths } from '#shared/topology/trace.ts';
import { unreadSources, unreadWords } from '#shared/topology/unread.ts';
import { traceLine } from '#shared/topology/words.ts';
import type { Invocation } from './command.ts';
import { conflictsAlong } from './conflicts.ts';
import { dim, yellow } from './line.ts';
import { readOnce } from './readOnce.ts';
import { noteSources } from './sources.ts';
import type { Terminal } from './terminal.ts';

/** `patchbay trace WHAT`: one line for each path; exits with 1 when nothing matches, or nobody knows whether it does. */
export async function trace(invocation: Invocation, terminal: Terminal): Promise<number> {
  const { json, args } = invocation;
  const [what = ''] = args;
  const topology = await readOnce(invocation, terminal);
  const result = findPaths(topology, what);
  const unread = unreadSources(topology.sources);
  if (json) {
    terminal.json(unread.length === 0 ? result : { ...result, sources: unread });
    return result.paths.length > 0 ? 0 : 1;
  }
  for (const { nodes, complete } of result.paths) {
    const line = traceLine(topology, nodes);
    terminal.out(complete ? line : dim(line));
    for (const message of conflictsAlong(topology, nodes)) terminal.out('  ', yellow('! '), message);
  }
  if (result.paths.length === 0) terminal.note(nothingFound(what, unreadWords(topology.sources)));
  if (result.isCut) terminal.note(yellow('! '), 'There are more paths than these, or longer ones.');
  if (result.ambiguous) terminal.note(yellow('! '), `“${what}” fits several things; these are all of them.`);
  noteSources(topology, terminal);
  return result.paths.length > 0 ? 0 : 1;
}

function nothingFound(what: string, unread: string | null): string {
  return unread === null
    ? `Nothing on this host matches “${what}”.`
    : `Not known: ${unread}. Nothing that was read matches “${what}”.`;
}
