import type { NodeId } from '#shared/topology/model.ts';
import type { Card, Panel } from '../derive/model.ts';
import { LEFT, SWITCHES } from './columns.ts';
import { type Geometry, geometryOf } from './geometry.ts';
import { gridOf } from './grid.ts';
import { type Density, type Point, sizeOf, tagRoom } from './metrics.ts';
import { BEND, EXIT_BEND, GAP, type Placement, type Shape, SWITCH_GAP, snap } from './placement.ts';
import { portsByHeight } from './ports.ts';
import { stack } from './stack.ts';
import { wishOf } from './wish.ts';

/** A column of wall sockets may be as tall as this, or as the VMs are, before it wraps. Pixels. */
const TALL = 820;

export type Arrangement = Pick<Placement, 'positions' | 'trays' | 'ports' | 'columns'>;

/** Places everything for the first time: VMs in bands at the left, then column by column to the right. */
export function placeFirst(
  panel: Panel,
  ordered: ReadonlyMap<number, readonly Card[]>,
  { density, abreast, towers }: Shape,
): Arrangement {
  const devices = ordered.get(LEFT) ?? [];
  const grid = gridOf(devices, density, abreast);
  const positions = new Map(grid.positions);
  const columns = new Map<number, readonly number[]>();
  if (devices.length > 0) columns.set(LEFT, grid.lefts);
  let ports = portsByHeight(panel, density, positions, grid.trays);
  let right = devices.length === 0 ? 0 : grid.right;
  for (const column of [...ordered.keys()].filter((key) => key !== LEFT).sort((a, b) => b - a)) {
    const cards = ordered.get(column) ?? [];
    const lefts: number[] = [];
    const count =
      column >= SWITCHES ? towers : Math.ceil(heightOf(cards, density) / Math.max(TALL, grid.bottom));
    for (const part of deal(cards, density, count)) {
      const isSwitch = part.some((card) => card.kind === 'switch');
      right += right === 0 ? 0 : room(part, density) + (isSwitch ? BEND : EXIT_BEND)[density];
      const left = snap(right);
      placeColumn(part, left, { density, geometry: geometryOf(panel, density, ports), positions });
      lefts.push(left);
      right = left + Math.max(...part.map((card) => sizeOf(card, density).width));
    }
    columns.set(column, lefts);
    ports = portsByHeight(panel, density, positions, grid.trays);
  }
  return { positions, trays: grid.trays, ports, columns };
}

interface Site {
  readonly density: Density;
  readonly geometry: Geometry;
  readonly positions: Map<NodeId, Point>;
}

function placeColumn(cards: readonly Card[], x: number, { density, geometry, positions }: Site): void {
  const gap = cards.some((card) => card.kind === 'switch') ? SWITCH_GAP : GAP;
  const wishes = cards.map((card) => {
    const wish = wishOf(card, geometry, positions);
    // What has no cable wants nothing and goes where the others leave it.
    return { height: sizeOf(card, density).height, wanted: wish?.y ?? 0, weight: wish?.weight ?? 1e-9 };
  });
  stack(wishes, gap).forEach((y, index) => {
    const card = cards[index];
    if (card !== undefined) positions.set(card.id, { x, y: snap(y) });
  });
}

function heightOf(cards: readonly Card[], density: Density): number {
  return cards.reduce((sum, card) => sum + sizeOf(card, density).height + GAP, 0);
}

/**
 * Deals the cards of a column out to several, side by side: each card to the lowest one, so that in all of them what
 * comes early in the order stands high.
 */
function deal(cards: readonly Card[], density: Density, count: number): readonly (readonly Card[])[] {
  const parts = Array.from({ length: Math.min(count, cards.length) }, () => ({
    cards: [] as Card[],
    height: 0,
  }));
  for (const card of cards) {
    const lowest = parts.reduce((least, part) => (part.height < least.height ? part : least));
    lowest.cards.push(card);
    lowest.height += sizeOf(card, density).height + SWITCH_GAP;
  }
  return parts.map((part) => part.cards);
}

/** Room for the tags that hang on the cables before a column. */
function room(cards: readonly Card[], density: Density): number {
  return Math.max(0, ...cards.map((card) => tagRoom(card, density)));
}
