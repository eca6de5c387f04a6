import { graphOf } from './graph.ts';
import type { NodeId, Topology } from './model.ts';
import { pathsThrough } from './paths.ts';
import { kindWord, traceLine, traceStops } from './words.ts';

/** So many paths are told from each other; a line says no more of more. */
const MOST_PATHS = 100;

/**
 * The way of something that was found, in one line: its path where it has one; of what lies on several, the part that
 * they share, with how many things lead to it and on from it: `9 TAPs › br0 › enp3s0`, `opnsense › 3 vNICs`.
 */
export function hitLine(topology: Topology, id: NodeId): string {
  const paths = pathsThrough(topology, [id], MOST_PATHS).map(({ nodes }) => nodes);
  const [first, ...others] = paths;
  if (first === undefined) return traceLine(topology, [id]);
  if (others.length === 0) return traceLine(topology, first);
  const { shared, before, after } = aroundOf(id, paths);
  const many = paths.length === MOST_PATHS;
  const stops = traceStops(topology, shared);
  return [
    ...countWords(topology, before, many),
    // Why a path ends there is said where no other leads on.
    ...(after.length === 0 ? stops : stops.slice(0, shared.length)),
    ...countWords(topology, after, many),
  ].join(' › ');
}

/** The stretch around a node that all paths through it share, and what else is next to that stretch on either side. */
function aroundOf(id: NodeId, paths: readonly (readonly NodeId[])[]) {
  const places = paths.map((nodes) => ({ nodes, at: nodes.indexOf(id) }));
  const beside = (step: number) => new Set(places.map(({ nodes, at }) => nodes[at + step]));
  const only = (step: number) => {
    const [next, ...others] = beside(step);
    return others.length === 0 ? next : undefined;
  };
  const shared = [id];
  let from = -1;
  for (let next = only(from); next !== undefined; from -= 1, next = only(from)) shared.unshift(next);
  let to = 1;
  for (let next = only(to); next !== undefined; to += 1, next = only(to)) shared.push(next);
  const there = (step: number) => [...beside(step)].filter((each) => each !== undefined);
  return { shared, before: there(from), after: there(to) };
}

function countWords(topology: Topology, ids: readonly NodeId[], many: boolean): readonly string[] {
  if (ids.length === 0) return [];
  const kinds = ids.flatMap((id) => graphOf(topology).nodes.get(id)?.kind ?? []);
  const words = [...new Set(kinds.map(kindWord))];
  const [word = 'cable'] = words.length === 1 ? words : [];
  return [`${ids.length}${many ? '+' : ''} ${word}${ids.length === 1 && !many ? '' : 's'}`];
}
