import { useEffect, useRef } from 'react';
import type { NodeId } from '#shared/topology/model.ts';
import type { Camera, Viewport } from '../flow.tsx';
import type { Scene } from '../scene/scene.ts';
import type { Stop } from '../scene/stops.ts';
import { stopFor } from '../scene/stops.ts';
import type { CanvasProps } from '../types.ts';
import { boundsOf, fitting, isInView, moveTime } from './camera.ts';

/** A path that is lit is shown whole if that leaves it readable. */
const READABLE = 0.55;

interface Looking extends Pick<CanvasProps, 'highlight' | 'reveal'> {
  readonly scene: Scene;
  readonly camera: Camera;
  readonly show: (stop: Stop) => void;
}

/**
 * Brings what was found into view: a lit path whole, else the thing itself. When the light goes out the plane goes
 * back to where it was, unless the user has moved it meanwhile.
 */
export function useLookAt({ scene, camera, show, highlight, reveal }: Looking): void {
  const now = useRef({ scene, camera, show });
  now.current = { scene, camera, show };
  const back = useRef<{ readonly to: Viewport; readonly from: Viewport } | null>(null);
  const turn = useRef(reveal?.turn);

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
    if (back.current === null) now.current.show(stop);
  }, [reveal, scene]);
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
