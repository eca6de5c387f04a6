import type { Viewport } from '../flow.tsx';
import type { Size } from '../layout/metrics.ts';
import { type Box, overlaps } from '../layout/slots.ts';
import type { PlacedCable, Scene } from '../scene/scene.ts';

/** What is seen of the plane, coarsely: it changes now and then as the plane moves, not with every step. */
export interface Glimpse {
  /** So much is in view that no card could be read. */
  readonly isFar: boolean;
  /** What is in view, with as much again around it. */
  readonly area: Box;
  readonly zoom: number;
}

const FAR = 0.3;
/** Once far, it must come clearly nearer: no flapping at the limit. */
const NEAR_AGAIN = 0.34;
const ZOOMED = 2;

/** The glimpse of a view; the one before for as long as it still serves. */
export function glimpseOf(view: Viewport, window: Size, before: Glimpse | null): Glimpse {
  const isFar = view.zoom < (before?.isFar === true ? NEAR_AGAIN : FAR);
  const seen = {
    x: -view.x / view.zoom,
    y: -view.y / view.zoom,
    width: window.width / view.zoom,
    height: window.height / view.zoom,
  };
  if (
    before !== null &&
    before.isFar === isFar &&
    view.zoom < before.zoom * ZOOMED &&
    isWithin(seen, before.area)
  )
    return before;
  const area = {
    x: seen.x - seen.width / 2,
    y: seen.y - seen.height / 2,
    width: seen.width * 2,
    height: seen.height * 2,
  };
  return { isFar, area, zoom: view.zoom };
}

function isWithin(inner: Box, outer: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

/**
 * The cables that pass through an area. React Flow would keep every cable whose two cards span it: on a large host
 * that is most of them.
 */
export function cablesIn(scene: Scene, area: Box): readonly PlacedCable[] {
  return scene.cables.filter((placed) => stretchesOf(scene, placed).some((box) => overlaps(box, area, 0)));
}

/** The boxes that a cable runs through: one, or with a tray three. */
function stretchesOf({ geometry, placement }: Scene, { cable, route }: PlacedCable): readonly Box[] {
  const [from, to] = [cable.from, cable.to].map((end) => {
    const at = placement.positions.get(end.card);
    const jack = geometry.jack(end.card, end.jack);
    return at === undefined || jack === undefined ? null : { x: at.x + jack.x, y: at.y + jack.y };
  });
  if (!from || !to) return [];
  if (route.tray === null) return [spanning(from.x, from.y, to.x, to.y)];
  const { x, y } = route.tray;
  return [spanning(from.x, from.y, from.x, y), spanning(from.x, y, x, y), spanning(x, y, to.x, to.y)];
}

/** Room for the bends that go beyond the ends. */
const BEND_ROOM = 90;

function spanning(x: number, y: number, x2: number, y2: number): Box {
  return {
    x: Math.min(x, x2) - BEND_ROOM,
    y: Math.min(y, y2) - 1,
    width: Math.abs(x2 - x) + 2 * BEND_ROOM,
    height: Math.abs(y2 - y) + 2,
  };
}
