import type { Camera, Viewport } from '../flow.tsx';
import type { Point, Size } from '../layout/metrics.ts';
import type { Box } from '../layout/slots.ts';
import type { PlacedCard } from '../scene/scene.ts';
import type { ZoomWish } from '../types.ts';

/** Space that is left free around what is fitted, in pixels. */
const MARGIN = 28;
/** What the line that says what was done covers at the bottom, in pixels. */
const STATUS = 48;
/** How much nearer a step of the zoom is. */
const STEP = 1.25;
/** Below this a card's text is not read with pleasure. */
const READABLE = 0.6;
/** Below this cards are no longer drawn one by one. */
export const DRAWN = 0.35;

/** The viewport that shows a box whole and centred, but never larger than life. */
export function fitting(box: Box, window: Size, margin = MARGIN): Viewport {
  const zoom = Math.min(
    1,
    (window.width - 2 * margin) / Math.max(1, box.width),
    (window.height - 2 * margin) / Math.max(1, box.height),
  );
  return centred(box, window, Math.max(0.05, zoom));
}

function centred(box: Box, window: Size, zoom: number): Viewport {
  return {
    zoom,
    x: window.width / 2 - (box.x + box.width / 2) * zoom,
    y: window.height / 2 - (box.y + box.height / 2) * zoom,
  };
}

/**
 * The viewport that shows a box with the least movement; the same one when it is seen already.
 * @param near what is further away than this zoom is brought near
 */
export function showing(box: Box, view: Viewport, window: Size, near = READABLE): Viewport {
  if (view.zoom < near) return centred(box, window, 1);
  const { zoom } = view;
  return {
    zoom,
    x: view.x + inside(box.x * zoom + view.x, box.width * zoom, window.width),
    y: view.y + inside(box.y * zoom + view.y, box.height * zoom, window.height - STATUS),
  };
}

/** How far a stretch must move to lie within 0 … `room`; one that is too long shows its beginning. */
function inside(start: number, length: number, room: number): number {
  if (start < MARGIN || length > room - 2 * MARGIN)
    return start < 0 || start > room - MARGIN ? MARGIN - start : 0;
  return Math.min(0, room - MARGIN - (start + length));
}

export function isInView(box: Box, { x, y, zoom }: Viewport, window: Size): boolean {
  const left = box.x * zoom + x;
  const top = box.y * zoom + y;
  return (
    left >= 0 &&
    top >= 0 &&
    left + box.width * zoom <= window.width &&
    top + box.height * zoom <= window.height
  );
}

/** What encloses these cards; null when there are none. */
export function boundsOf(cards: readonly Pick<PlacedCard, 'at' | 'size'>[]): Box | null {
  if (cards.length === 0) return null;
  let [x, y, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { at, size } of cards) {
    x = Math.min(x, at.x);
    y = Math.min(y, at.y);
    right = Math.max(right, at.x + size.width);
    bottom = Math.max(bottom, at.y + size.height);
  }
  return { x, y, width: right - x, height: bottom - y };
}

/** Milliseconds for a movement of the camera; none for those who want no motion. */
export function moveTime(): number {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 180;
}

/** One step nearer or farther, or everything. */
export function zoomAs(wish: ZoomWish, camera: Camera, cards: readonly PlacedCard[]): void {
  const bounds = boundsOf(cards);
  if (wish !== 'all') zoomBy(camera, wish === 'in' ? STEP : 1 / STEP);
  else if (bounds !== null) camera.look(fitting(bounds, camera.size()), moveTime());
}

function zoomBy(camera: Camera, factor: number): void {
  const view = camera.view();
  const { width, height } = camera.size();
  const zoom = Math.min(2, Math.max(0.05, view.zoom * factor));
  const scale = zoom / view.zoom;
  const middle: Point = { x: width / 2, y: height / 2 };
  camera.look(
    { zoom, x: middle.x - (middle.x - view.x) * scale, y: middle.y - (middle.y - view.y) * scale },
    moveTime(),
  );
}
