import type { NodeId } from '#shared/topology/model.ts';
import type { Point, Size } from './metrics.ts';
import { GAP, type Placement } from './placement.ts';

export interface Box extends Point, Size {}

/** The box of a card; null while it has no place. */
export function boxOf(id: NodeId, { positions, sizes }: Pick<Placement, 'positions' | 'sizes'>): Box | null {
  const at = positions.get(id);
  const size = sizes.get(id);
  return at === undefined || size === undefined ? null : { ...at, ...size };
}

/** The free place for a box that is nearest to `wanted`, at one of the given left edges. */
export function freeSlot(size: Size, lefts: readonly number[], wanted: Point, taken: readonly Box[]): Point {
  let best: Point | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const x of lefts) {
    const inWay = taken.filter((box) => box.x < x + size.width + GAP && x < box.x + box.width + GAP);
    const tops = [wanted.y, ...inWay.flatMap((box) => [box.y + box.height + GAP, box.y - GAP - size.height])];
    for (const y of tops) {
      const cost = Math.abs(y - wanted.y) + Math.abs(x - wanted.x) / 2;
      if (y < 0 || cost >= bestCost || inWay.some((box) => overlaps({ x, y, ...size }, box))) continue;
      best = { x, y };
      bestCost = cost;
    }
  }
  return best ?? wanted;
}

/** Whether two boxes are nearer to each other than cards may be. */
export function overlaps(one: Box, other: Box, gap = GAP): boolean {
  return (
    one.x < other.x + other.width + gap &&
    other.x < one.x + one.width + gap &&
    one.y < other.y + other.height + gap &&
    other.y < one.y + one.height + gap
  );
}
