import {
  type PointerEvent as ReactPointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useRef,
} from 'react';
import type { Topology } from '#shared/topology/model.ts';
import type { Camera } from '../flow.tsx';
import type { Point } from '../layout/metrics.ts';
import type { Scene } from '../scene/scene.ts';
import type { CanvasIntent } from '../types.ts';
import { grabbedAt, letGo, takeUp } from './grab.ts';
import { useHand, useView } from './view.ts';

/** A press becomes a drag after this many pixels; before, it is a click. */
const THRESHOLD = 4;
/** Let go this near to where it was taken, a cable goes back: nobody unplugs by a slip of the hand. Pixels. */
const SLIP = 48;
/** The plane scrolls while the hand is this near to the edge of the canvas. Pixels, and pixels per frame. */
const EDGE = 40;
const SPEED = 12;

export interface DragWorld {
  readonly scene: Scene;
  readonly topology: Topology;
  readonly camera: Camera;
  readonly onIntent: (intent: CanvasIntent) => void;
}

/**
 * Dragging cables by their plugs. React Flow's own reconnecting is not used: a drop anywhere on a card counts, and
 * what can't be plugged in says why.
 */
export function useDrag(root: RefObject<HTMLElement | null>, world: RefObject<DragWorld>) {
  const ending = useRef<(() => void) | null>(null);
  useEffect(() => () => ending.current?.(), []);
  return useCallback(
    (event: ReactPointerEvent) => {
      if (event.button !== 0 || !(event.target instanceof Element)) return;
      const grabbed = grabbedAt(event.target);
      if (grabbed === null || root.current === null) return;
      ending.current?.();
      const canvas = root.current;
      const start: Point = { x: event.clientX, y: event.clientY };
      const listening = new AbortController();
      const options = { signal: listening.signal };
      const isHeld = () => useView.getState().drag !== null;
      const end = () => {
        listening.abort();
        ending.current = null;
        useView.setState({ drag: null });
      };
      ending.current = end;

      const moveTo = (client: Point) => {
        useHand.setState({ client, plane: world.current.camera.toPlane(client) });
        const { drag } = useView.getState();
        const over = cardAt(client, canvas);
        if (drag !== null && drag.over !== over) useView.setState({ drag: { ...drag, over } });
      };
      const onMove = (move: PointerEvent) => {
        const client = { x: move.clientX, y: move.clientY };
        if (!isHeld()) {
          if (distance(start, client) < THRESHOLD) return;
          const { scene, topology, onIntent } = world.current;
          if (!useView.getState().editable) {
            end();
            return onIntent({ kind: 'not-editable' });
          }
          const drag = takeUp(scene, topology, grabbed);
          if (drag === null) return end();
          useView.setState({ drag, hover: null });
          followEdges(canvas, world, listening.signal, moveTo);
        }
        moveTo(client);
      };
      const onUp = (up: PointerEvent) => {
        const { drag } = useView.getState();
        end();
        if (drag === null) return;
        swallowClick();
        const client = { x: up.clientX, y: up.clientY };
        const network = elementAt(client, canvas)?.closest('[data-drop]')?.getAttribute('data-drop') ?? null;
        const isFar = distance(start, client) > SLIP && elementAt(client, canvas) !== null;
        const intent = letGo(drag, world.current.topology, network, isFar);
        if (intent !== null) world.current.onIntent(intent);
      };
      const onKey = (key: KeyboardEvent) => {
        if (key.key !== 'Escape' || !isHeld()) return;
        key.preventDefault();
        key.stopPropagation();
        window.addEventListener('pointerup', swallowClick, { once: true });
        end();
      };
      window.addEventListener('pointermove', onMove, options);
      window.addEventListener('pointerup', onUp, options);
      window.addEventListener('pointercancel', end, options);
      window.addEventListener('blur', end, options);
      window.addEventListener('keydown', onKey, { ...options, capture: true });
    },
    [root, world],
  );
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

/** What is under the hand within the canvas; null outside of it. */
function elementAt(client: Point, canvas: HTMLElement): Element | null {
  const element = document.elementFromPoint(client.x, client.y);
  return element !== null && canvas.contains(element) ? element : null;
}

function cardAt(client: Point, canvas: HTMLElement): string | null {
  return elementAt(client, canvas)?.closest('[data-card]')?.getAttribute('data-card') ?? null;
}

/** The click that follows a drag's end is not meant. */
function swallowClick(): void {
  const swallow = (event: Event) => event.stopPropagation();
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0);
}

function followEdges(
  canvas: HTMLElement,
  world: RefObject<DragWorld>,
  signal: AbortSignal,
  moveTo: (client: Point) => void,
): void {
  const step = () => {
    if (signal.aborted) return;
    const { client } = useHand.getState();
    const box = canvas.getBoundingClientRect();
    const x = push(client.x - box.left, box.width);
    const y = push(client.y - box.top, box.height);
    if (x !== 0 || y !== 0) {
      const { camera } = world.current;
      const view = camera.view();
      camera.look({ ...view, x: view.x + x, y: view.y + y }, 0);
      moveTo(client);
    }
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function push(at: number, length: number): number {
  if (at < EDGE) return SPEED * Math.min(1, (EDGE - at) / EDGE);
  return at > length - EDGE ? -SPEED * Math.min(1, (at - length + EDGE) / EDGE) : 0;
}
