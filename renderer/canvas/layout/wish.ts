import type { NodeId } from '#shared/topology/model.ts';
import type { Card } from '../derive/model.ts';
import type { Geometry } from './geometry.ts';
import type { Point } from './metrics.ts';

/**
 * Where a card's top should be so that its cables run level, and how many of them want that; null where no cable
 * leads to a card that has a place.
 */
export function wishOf(card: Card, geometry: Geometry, positions: ReadonlyMap<NodeId, Point>) {
  const wanted: number[] = [];
  for (const { from, to } of geometry.cablesOf(card.id)) {
    const [own, other] = from.card === card.id ? [from, to] : [to, from];
    const at = other.card === card.id ? undefined : positions.get(other.card);
    const ownJack = geometry.jack(own.card, own.jack);
    const otherJack = geometry.jack(other.card, other.jack);
    if (at !== undefined && ownJack !== undefined && otherJack !== undefined)
      wanted.push(at.y + otherJack.y - ownJack.y);
  }
  if (wanted.length === 0) return null;
  // Added up in an order of their own: the sum is the same then, in whatever order the cables were told.
  wanted.sort((one, other) => one - other);
  return { y: wanted.reduce((sum, y) => sum + y, 0) / wanted.length, weight: wanted.length };
}
