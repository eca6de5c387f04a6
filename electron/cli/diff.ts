import { compare } from '#shared/compare/compare.ts';
import type { Change, Difference, Move, Thing, Value } from '#shared/compare/difference.ts';
import { fieldWords } from '#shared/compare/fields.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import { kindWord } from '#shared/topology/words.ts';
import { Reader } from '../engine/reader.ts';
import type { Invocation } from './command.ts';
import { bold, dim, green, type Line, red, yellow } from './line.ts';
import { openAtTerminal } from './openAtTerminal.ts';
import type { Terminal } from './terminal.ts';

/** In place of a host’s name: the one of `--host`. */
const LIVE = 'live';

/**
 * `patchbay diff A B`: exits with 0 where nothing differs and all could be compared.
 * @throws {UserFailure} when there is no such host or capture
 */
export async function diff(invocation: Invocation, terminal: Terminal): Promise<number> {
  const [a = LIVE, b = LIVE] = invocation.args;
  const [before, after] = await Promise.all([read(a, invocation, terminal), read(b, invocation, terminal)]);
  const difference = compare(before, after);
  if (invocation.json) terminal.json(difference);
  else for (const line of lines(difference, before, after)) terminal.out(...line);
  const { added, removed, moved, changed, notCompared } = difference;
  return [added, removed, moved, changed, notCompared].every(({ length }) => length === 0) ? 0 : 1;
}

/** Reads it whole, each source to its end: what is slow is compared as well. */
async function read(word: string, invocation: Invocation, terminal: Terminal): Promise<Topology> {
  const host = await openAtTerminal({ ...invocation, host: hostFor(word, invocation.host) }, terminal);
  try {
    return buildTopology(await new Reader(host).readToEnd(), 1);
  } finally {
    await host.close();
  }
}

function hostFor(word: string, live: string): string {
  if (word === LIVE) return live;
  // What looks like a host’s name is one: a file of that name is ./NAME.
  return /^[a-z]+(?::|$)/.test(word) ? word : `replay:${word}`;
}

function lines(difference: Difference, before: Topology, after: Topology): Line[] {
  const { from, to, added, removed, moved, changed, notCompared } = difference;
  const all: Line[] = [
    [bold(`${from.host} → ${to.host}`), dim(`   ${from.takenAt} → ${to.takenAt}`)],
    ...added.map((one): Line => [green('+ '), named(one)]),
    ...removed.map((one): Line => [red('- '), named(one)]),
    ...moved.map((one): Line => [yellow('~ '), named(one), `: ${placeWords(one, before, after)}`]),
    ...changed.map((one): Line => [yellow('~ '), named(one), `: ${changeWords(one)}`]),
  ];
  if (all.length === 1)
    all.push([notCompared.length === 0 ? 'Nothing differs.' : 'Nothing differs of what could be compared.']);
  return [
    ...all,
    ...notCompared.map(
      ({ what, source, side, why }): Line => [
        dim('? '),
        `${what} can’t be compared: ${source} of ${side === 'from' ? from.host : to.host}: ${why}`,
      ],
    ),
  ];
}

function named({ kind, name }: Thing): string {
  return `${kindWord(kind)} ${name}`;
}

function placeWords({ from, to }: Move, before: Topology, after: Topology): string {
  return `${nameIn(before, from)} → ${nameIn(after, to)}`;
}

function nameIn(topology: Topology, id: NodeId | null): string {
  return id === null ? 'nowhere' : (graphOf(topology).nodes.get(id)?.name ?? id);
}

function changeWords({ kind, field, from, to }: Change): string {
  return `${fieldWords(kind, field)} ${valueWords(from)} → ${valueWords(to)}`;
}

function valueWords(value: Value): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object') return value.length === 0 ? 'none' : value.join(', ');
  return String(value);
}
