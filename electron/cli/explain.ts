import { explain as explainVnic } from '#shared/explain/explain.ts';
import type { Hop, HopVerdict, Walk } from '#shared/explain/walk.ts';
import { findFindings } from '#shared/findings/findFindings.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { isGuest, type NodeId, type Topology } from '#shared/topology/model.ts';
import { trace } from '#shared/topology/trace.ts';
import { unreadSources, unreadWords } from '#shared/topology/unread.ts';
import type { Invocation } from './command.ts';
import { explainJson } from './explainJson.ts';
import { bold, dim, green, type Line, red, yellow } from './line.ts';
import { nothingMatches } from './nothingMatches.ts';
import { readTwice } from './readOnce.ts';
import { noteSources } from './sources.ts';
import type { Terminal } from './terminal.ts';

/**
 * `patchbay explain WHAT`: the way of a vNIC’s packets from its guest outwards, hop by hop; of each vNIC, where WHAT
 * names several. Exits with 1 when one of them is broken, or nothing matches.
 */
export async function explain(invocation: Invocation, terminal: Terminal): Promise<number> {
  const { json, args } = invocation;
  const [what = ''] = args;
  const { snapshot, topology, earlier } = await readTwice(invocation, terminal);
  const report = findFindings(snapshot, topology);
  const found = trace(topology, what).paths.flatMap(({ nodes }) => nodes);
  const walks = vnicsAmong(topology, found).flatMap(
    (id) => explainVnic(snapshot, topology, report, id, earlier) ?? [],
  );
  const none = walks.length > 0 ? '' : nothingFound(topology, what, found);
  if (json) terminal.json(explainJson(what, walks, none, unreadSources(topology.sources)));
  else {
    for (const [index, walk] of walks.entries()) {
      if (index > 0) terminal.out('');
      for (const line of walkLines(walk)) terminal.out(...line);
    }
    if (walks.length === 0) terminal.note(none);
    noteSources(topology, terminal);
  }
  return walks.length === 0 || walks.some(({ outcome }) => outcome === 'broken') ? 1 : 0;
}

/** The vNICs of what WHAT names, as `trace` finds them: of a VM its own, of a bridge those on it. */
function vnicsAmong(topology: Topology, found: readonly NodeId[]): NodeId[] {
  const { nodes } = graphOf(topology);
  return [...new Set(found.filter((id) => nodes.get(id)?.kind === 'vnic'))];
}

const MARKS: Readonly<Record<HopVerdict, Line[number]>> = {
  ok: green('✓'),
  broken: red('✗'),
  unknown: yellow('?'),
};

function walkLines(walk: Walk): Line[] {
  const shown = walk.hops.map(hopLine);
  return [[bold(walk.name)], ...shown, [walk.verdict]];
}

function hopLine({ verdict, say, findings }: Hop): Line {
  const codes = findings.length === 0 ? [] : [dim(` (${findings.join(', ')})`)];
  return ['  ', MARKS[verdict], ' ', say, ...codes];
}

/** Nothing is found, or something that is no guest’s: only a guest’s packets are followed. */
function nothingFound(topology: Topology, what: string, found: readonly NodeId[]): string {
  const { nodes } = graphOf(topology);
  const vm = found.map((id) => nodes.get(id)).find(isGuest);
  if (vm !== undefined) return `${vm.name} has no vNIC, and so no network.`;
  if (found.length > 0) return `No guest is connected to what matches “${what}”.`;
  return nothingMatches(what, unreadWords(topology.sources));
}
