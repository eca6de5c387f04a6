import type { NodeId } from '#shared/topology/model.ts';
import type { Cable, Card, Panel } from '../derive/model.ts';

/**
 * Columns are numbered from the wall: 0 is the rightmost, the layers below a bridge follow, then, with a number that
 * no layer can shift, the switches, and at the very left VMs and loose plugs.
 */
export const SWITCHES = 1000;
export const LEFT = 1_000_000;

/** In which column each card belongs: one further to the left than what it leads to. */
export function columnsOf(panel: Panel): ReadonlyMap<NodeId, number> {
  const cards = new Map(panel.cards.map((card) => [card.id, card]));
  const below = lowerCards(panel.cables, cards);
  const columns = new Map<NodeId, number>();
  const least = (id: NodeId) => (cards.get(id)?.kind === 'switch' ? SWITCHES : 0);
  for (const card of panel.cards) {
    if (card.kind === 'vm' || card.kind === 'loose') columns.set(card.id, LEFT);
    else depth(card.id, below, least, columns);
  }
  return columns;
}

/** What each switch or socket leads to; NAT between two switches is a bracket at their side and orders nothing. */
function lowerCards(cables: readonly Cable[], cards: ReadonlyMap<NodeId, Card>) {
  const below = new Map<NodeId, NodeId[]>();
  for (const { kind, from, to } of cables) {
    const source = cards.get(from.card)?.kind;
    if (source !== 'switch' && source !== 'socket') continue;
    if ((kind === 'nat' || kind === 'routed') && cards.get(to.card)?.kind === 'switch') continue;
    const known = below.get(from.card);
    if (known === undefined) below.set(from.card, [to.card]);
    else known.push(to.card);
  }
  return below;
}

function depth(
  id: NodeId,
  below: ReadonlyMap<NodeId, readonly NodeId[]>,
  least: (id: NodeId) => number,
  known: Map<NodeId, number>,
): number {
  const found = known.get(id);
  if (found !== undefined) return found;
  // Set before going deeper: a ring, which no sane host has, ends here.
  known.set(id, least(id));
  const deepest = Math.max(-1, ...(below.get(id) ?? []).map((next) => depth(next, below, least, known)));
  const own = Math.max(least(id), deepest + 1);
  known.set(id, own);
  return own;
}
