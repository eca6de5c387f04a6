import { type RefObject, useCallback, useEffect, useRef } from 'react';
import type { NodeId } from '#shared/topology/model.ts';
import type { Camera, Viewport } from '../flow.tsx';
import type { Size } from '../layout/metrics.ts';
import type { Scene } from '../scene/scene.ts';
import type { Stop } from '../scene/stops.ts';
import { stopFor } from '../scene/stops.ts';
import type { CanvasProps } from '../types.ts';
import { boundsOf, DRAWN, fitting, isInView, moveTime, zoomAs } from './camera.ts';
import { stopBox } from './useFocus.ts';

/** A path that is lit is shown whole if that leaves it readable. */
const READABLE = 0.55;

interface Looking extends Pick<CanvasProps, 'highlight' | 'reveal' | 'selection' | 'zoom'> {
  readonly root: RefObject<HTMLElement | null>;
  readonly scene: Scene;
  readonly camera: Camera;
  /** @returns the view that it leads to */
  readonly show: (stop: Stop, near?: number) => Viewport;
  /** Gives it the focus. */
  readonly take: (stop: Stop) => void;
}

/**
 * Brings what was found into view: a lit path whole, else the thing itself. When the light goes out the plane goes
 * back to where it was, unless the user has moved it meanwhile. What is selected, or was just made, does not vanish
 * under the panel that opens beside it, nor under the plan that grows below it. The keys of the zoom hold wherever the focus is.
 */
export function useLookAt({
  root,
  scene,
  camera,
  show,
  take,
  selection,
  highlight,
  reveal,
  zoom,
}: Looking): void {
  const now = useRef({ scene, camera, show });
  now.current = { scene, camera, show };
  const shown = useRef<{ readonly stop: Stop; readonly at: Viewport } | null>(null);
  /** Before the panel beside it has opened or closed. */
  const size = useRef<Size | null>(null);
  const bring = useCallback((stop: Stop, near?: number) => {
    shown.current = { stop, at: now.current.show(stop, near) };
  }, []);
  const back = useRef<{ readonly to: Viewport; readonly from: Viewport } | null>(null);
  const turn = useRef(reveal?.turn);
  const zoomTurn = useRef(zoom?.turn);

  useEffect(() => {
    if (zoom === null || zoom.turn === zoomTurn.current) return;
    zoomTurn.current = zoom.turn;
    zoomAs(zoom.wish, now.current.camera, now.current.scene.cards);
  }, [zoom]);

  useEffect(() => {
    const { scene, camera } = now.current;
    if (highlight === null) {
      const { current } = back;
      back.current = null;
      if (current !== null && isSameView(camera.view(), current.from)) camera.look(current.to, moveTime());
      return;
    }
    const bounds = boundsOf(scene.cards.filter(({ id }) => isLit(scene, id, highlight)));
    if (bounds === null) return;
    const view = camera.view();
    const wanted = fitting(bounds, camera.size(), 60);
    if (wanted.zoom < READABLE || (view.zoom >= READABLE && isInView(bounds, view, camera.size()))) return;
    back.current = { to: back.current?.to ?? view, from: wanted };
    camera.look(wanted, moveTime());
  }, [highlight]);

  useEffect(() => {
    if (reveal === null || reveal.turn === turn.current) return;
    const stop = stopFor(scene, reveal.id);
    // What was just made may not have been read yet.
    if (stop === null) return;
    turn.current = reveal.turn;
    // Who searches wants to read it; who has just made it has not asked for another zoom.
    if (back.current === null) bring(stop, highlight === null ? DRAWN : undefined);
    // What had the focus before the search would answer to the next key, and not what was found.
    if (highlight !== null && root.current?.contains(document.activeElement) === true) take(stop);
  }, [reveal, scene, highlight, root, bring, take]);

  useEffect(() => {
    const { scene, camera } = now.current;
    const stop = selection === null ? null : stopFor(scene, selection);
    const box = stop === null ? null : stopBox(scene, stop);
    if (stop === null || box === null || back.current !== null) return;
    // A port may be selected whose VM is far away: only what was in view is to stay there.
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2, width: 0, height: 0 };
    if (isInView(middle, camera.view(), size.current ?? camera.size())) bring(stop, DRAWN);
  }, [selection, bring]);

  useEffect(() => {
    if (root.current === null) return;
    const observer = new ResizeObserver(() => {
      const { current } = shown;
      size.current = now.current.camera.size();
      // Who has looked elsewhere meanwhile is left there.
      if (current !== null && isSameView(now.current.camera.view(), current.at)) bring(current.stop, DRAWN);
    });
    observer.observe(root.current);
    return () => observer.disconnect();
  }, [root, bring]);
}

function isLit(scene: Scene, card: NodeId, highlight: ReadonlySet<NodeId>): boolean {
  for (const id of highlight) if (scene.panel.cardOf.get(id) === card) return true;
  return false;
}

function isSameView(one: Viewport, other: Viewport): boolean {
  return (
    Math.abs(one.x - other.x) < 1 && Math.abs(one.y - other.y) < 1 && Math.abs(one.zoom - other.zoom) < 0.01
  );
}
