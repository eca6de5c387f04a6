import type { NodeId } from '#shared/topology/model.ts';
import type { Card } from '../derive/model.ts';
import { type Density, type Point, sizeOf, widthOf } from './metrics.ts';
import { GAP, GUTTER, snap, TRAY } from './placement.ts';

export interface Grid {
  readonly positions: ReadonlyMap<NodeId, Point>;
  readonly trays: ReadonlyMap<NodeId, number>;
  readonly lefts: readonly number[];
  readonly right: number;
  readonly bottom: number;
}

/**
 * Puts VMs and loose plugs into bands, row by row, `abreast` side by side. Between
 * two bands a tray is left, where the cables of the inner ones pass to the right behind no card.
 */
export function gridOf(cards: readonly Card[], density: Density, abreast: number): Grid {
  const width = widthOf('vm', density);
  const count = Math.max(1, Math.min(abreast, cards.length));
  const gap = count === 1 ? GAP : TRAY;
  const lefts = Array.from({ length: count }, (_, index) => index * (width + GUTTER));
  const positions = new Map<NodeId, Point>();
  const trays = new Map<NodeId, number>();
  let top = 0;
  for (const band of bandsOf(cards, count)) {
    const sizes = band.map((card) => sizeOf(card, density));
    const height = Math.max(...sizes.map((size) => size.height));
    band.forEach((card, index) => {
      // Narrow cards stand at the right edge of their place: jacks below jacks.
      const indent = width - (sizes[index]?.width ?? width);
      positions.set(card.id, { x: (lefts[index] ?? 0) + indent, y: top });
      if (index < count - 1) trays.set(card.id, top + height + gap / 2);
    });
    top += height + gap;
  }
  return { positions, trays, lefts, right: (lefts.at(-1) ?? 0) + width, bottom: top };
}

function bandsOf(cards: readonly Card[], abreast: number): readonly (readonly Card[])[] {
  const bands: Card[][] = [];
  for (let index = 0; index < cards.length; index += abreast) bands.push(cards.slice(index, index + abreast));
  return bands;
}

/** The tray below a card that stands where no band is. */
export function trayBelow(top: number, height: number): number {
  return snap(top + height + TRAY / 2);
}
