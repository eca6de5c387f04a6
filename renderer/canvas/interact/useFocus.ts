import { type RefObject, useCallback } from 'react';
import { cardElement } from '../flow.tsx';
import { ROW } from '../layout/metrics.ts';
import type { Box } from '../layout/slots.ts';
import { boxOf } from '../layout/slots.ts';
import type { Scene } from '../scene/scene.ts';
import type { Stop } from '../scene/stops.ts';
import { moveTime, showing } from './camera.ts';
import type { DragWorld } from './useDrag.ts';

/** Frames to wait for an element that gets mounted as it comes into view. */
const PATIENCE = 40;

/** Brings stops into view, gives them the keyboard's focus whether they are mounted or not, or does both. */
export function useFocus(root: RefObject<HTMLElement | null>, world: RefObject<DragWorld>) {
  const show = useCallback(
    (stop: Stop, near?: number) => {
      const { scene, camera } = world.current;
      const box = stopBox(scene, stop);
      const view = camera.view();
      if (box === null) return view;
      const wanted = showing(box, view, camera.size(), near);
      if (wanted.x !== view.x || wanted.y !== view.y || wanted.zoom !== view.zoom)
        camera.look(wanted, moveTime());
      return wanted;
    },
    [world],
  );
  const take = useCallback(
    (stop: Stop) => {
      let patience = PATIENCE;
      const attempt = () => {
        const element = root.current === null ? null : stopElement(root.current, stop);
        if (element !== null) element.focus({ preventScroll: true });
        else if (patience-- > 0) requestAnimationFrame(attempt);
      };
      attempt();
    },
    [root],
  );
  const focus = useCallback(
    (stop: Stop) => {
      show(stop);
      take(stop);
    },
    [show, take],
  );
  return { show, take, focus };
}

/** Where a stop is on the plane; null when it is not there. */
export function stopBox(scene: Scene, stop: Stop): Box | null {
  const card = boxOf(stop.card, scene.placement);
  if (card === null || stop.key === stop.card) return card;
  return { ...card, y: stop.y - ROW / 2, height: ROW };
}

function stopElement(root: HTMLElement, stop: Stop): HTMLElement | null {
  if (stop.key === stop.card) return cardElement(root, stop.card);
  return root.querySelector<HTMLElement>(`[data-stop="${CSS.escape(stop.key)}"]`);
}
