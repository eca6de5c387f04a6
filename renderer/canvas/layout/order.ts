import type { NodeId } from '#shared/topology/model.ts';
import type { Card, Panel } from '../derive/model.ts';
import { natural } from '../derive/words.ts';

const SWEEPS = 3;

/**
 * Orders the cards of each column so that cables cross little: each card goes to the mean place of its neighbours in
 * the columns at its right, then at its left, some times. Equal ones go by size and name: the result depends on
 * nothing else.
 */
export function orderColumns(panel: Panel, columns: ReadonlyMap<NodeId, number>): Map<number, Card[]> {
  const ordered = new Map<number, Card[]>();
  for (const card of [...panel.cards].sort(byNature)) {
    const column = columns.get(card.id) ?? 0;
    ordered.set(column, [...(ordered.get(column) ?? []), card]);
  }
  const neighbours = neighboursOf(panel);
  const numbers = [...ordered.keys()].sort((one, other) => one - other);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const column of numbers) sweepColumn(ordered, column, (other) => other < column, neighbours);
    for (const column of [...numbers].reverse())
      sweepColumn(ordered, column, (other) => other > column, neighbours);
  }
  return ordered;
}

function sweepColumn(
  ordered: Map<number, Card[]>,
  column: number,
  looksAt: (other: number) => boolean,
  neighbours: ReadonlyMap<NodeId, readonly NodeId[]>,
): void {
  const places = new Map<NodeId, number>();
  for (const [other, cards] of ordered) if (looksAt(other)) note(cards, places);
  const own = new Map<NodeId, number>();
  const cards = ordered.get(column) ?? [];
  note(cards, own);
  const mean = new Map<NodeId, number>();
  for (const card of cards) {
    const at = (neighbours.get(card.id) ?? []).flatMap((id) => places.get(id) ?? []);
    // What leads nowhere on that side keeps its place.
    mean.set(
      card.id,
      at.length === 0 ? (own.get(card.id) ?? 1) : at.reduce((sum, place) => sum + place, 0) / at.length,
    );
  }
  const of = (card: Card) => Math.round((mean.get(card.id) ?? 1) * 1e6);
  ordered.set(
    column,
    [...cards].sort(
      (one, other) => rankOf(one) - rankOf(other) || of(one) - of(other) || byNature(one, other),
    ),
  );
}

function note(cards: readonly Card[], places: Map<NodeId, number>): void {
  cards.forEach((card, index) => {
    places.set(card.id, (index + 0.5) / cards.length);
  });
}

/** What has a cable comes before what has none. */
function rankOf(card: Card): number {
  switch (card.kind) {
    case 'loose':
      return card.end === 'hanging' ? 2 : 0;
    case 'socket':
      return card.free ? 1 : 0;
    case 'switch':
      return card.ports.length + card.exits.length === 0 ? 1 : 0;
    case 'vm':
      return card.rows.some((row) => row.end === 'plugged') ? 0 : 1;
  }
}

function byNature(one: Card, other: Card): number {
  return rowsOf(one) - rowsOf(other) || natural.compare(one.name, other.name) || (one.id < other.id ? -1 : 1);
}

/** VMs of one height stand side by side in a band then. */
function rowsOf(card: Card): number {
  return card.kind === 'vm' ? Math.max(1, card.rows.length) : 0;
}

function neighboursOf(panel: Panel): ReadonlyMap<NodeId, readonly NodeId[]> {
  const neighbours = new Map<NodeId, NodeId[]>();
  const add = (id: NodeId, other: NodeId) => {
    const known = neighbours.get(id);
    if (known === undefined) neighbours.set(id, [other]);
    else known.push(other);
  };
  for (const { from, to } of panel.cables) {
    add(from.card, to.card);
    add(to.card, from.card);
  }
  return neighbours;
}
