import type { NodeId } from '#shared/topology/model.ts';
import { groupBy } from '../derive/graph.ts';
import type { Cable, Card, Panel } from '../derive/model.ts';
import { cellsOf, type Density, jacksOf, type Point } from './metrics.ts';

/** Where cables start is known: the ports of each card in the order in which their cables come in, from the top. */
export function portsByHeight(
  panel: Panel,
  density: Density,
  positions: ReadonlyMap<NodeId, Point>,
  trays: ReadonlyMap<NodeId, number>,
): ReadonlyMap<NodeId, readonly string[]> {
  const cards = new Map(panel.cards.map((card) => [card.id, card]));
  const starts = new Map<string, Point>();
  for (const cable of panel.cables) starts.set(cable.id, startOf(cable, cards, density, positions, trays));
  const ordered = new Map<NodeId, readonly string[]>();
  for (const [id, cables] of groupBy(panel.cables, (cable) => cable.to.card)) {
    const keys = [...cables]
      .sort((one, other) => byHeight(starts.get(one.id), starts.get(other.id)))
      .map((cable) => cable.to.jack);
    const card = cards.get(id);
    ordered.set(id, withRows(card, card?.kind === 'switch' ? byEntry(keys, density) : keys));
  }
  return ordered;
}

/** Cells take their cables at the height of their entries: in each line the cables are given out in that order. */
function byEntry(keys: readonly string[], density: Density): readonly string[] {
  const { perLine, entries } = cellsOf(density);
  const ordered: string[] = [];
  for (let start = 0; start < keys.length; start += perLine) {
    const line = keys.slice(start, start + perLine);
    const cells = line
      .map((_, cell) => cell)
      .sort((one, other) => (entries[one] ?? 0) - (entries[other] ?? 0));
    cells.forEach((cell, index) => {
      ordered[start + cell] = line[index] ?? '';
    });
  }
  return ordered;
}

function startOf(
  { from }: Cable,
  cards: ReadonlyMap<NodeId, Card>,
  density: Density,
  positions: ReadonlyMap<NodeId, Point>,
  trays: ReadonlyMap<NodeId, number>,
): Point {
  const at = positions.get(from.card) ?? { x: 0, y: 0 };
  const card = cards.get(from.card);
  const jack = card && jacksOf(card, density, []).find(({ key }) => key === from.jack);
  return { x: at.x, y: trays.get(from.card) ?? at.y + (jack?.y ?? 0) };
}

function byHeight(one: Point | undefined, other: Point | undefined): number {
  if (one === undefined || other === undefined) return 0;
  return one.y - other.y || one.x - other.x;
}

/** Known ports keep their order, new ones follow; those that are gone close up. */
export function keepPorts(card: Card, before: readonly string[] | undefined): readonly string[] {
  if (card.kind !== 'switch' && card.kind !== 'socket') return [];
  const kept = withRows(card, before ?? []);
  const same =
    before !== undefined && kept.length === before.length && kept.every((key, i) => key === before[i]);
  return same ? before : kept;
}

function withRows(card: Card | undefined, order: readonly string[]): readonly string[] {
  if (card?.kind !== 'switch' && card?.kind !== 'socket') return [];
  const rows = new Set(card.ports.map((port) => port.key));
  const known = order.filter((key) => rows.delete(key));
  return [...known, ...rows];
}
