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

/** Brings stops into view and gives them the keyboard's focus, whether they are mounted or not. */
export function useFocus(root: RefObject<HTMLElement | null>, world: RefObject<DragWorld>) {
  const show = useCallback(
    (stop: Stop) => {
      const { scene, camera } = world.current;
      const box = stopBox(scene, stop);
      if (box === null) return;
      const view = camera.view();
      const wanted = showing(box, view, camera.size());
      if (wanted.x !== view.x || wanted.y !== view.y || wanted.zoom !== view.zoom)
        camera.look(wanted, moveTime());
    },
    [world],
  );
  const focus = useCallback(
    (stop: Stop) => {
      show(stop);
      let patience = PATIENCE;
      const attempt = () => {
        const element = root.current === null ? null : stopElement(root.current, stop);
        if (element !== null) element.focus({ preventScroll: true });
        else if (patience-- > 0) requestAnimationFrame(attempt);
      };
      attempt();
    },
    [root, show],
  );
  return { show, focus };
}

function stopBox(scene: Scene, stop: Stop): Box | null {
  const card = boxOf(stop.card, scene.placement);
  if (card === null || stop.key === stop.card) return card;
  return { ...card, y: stop.y - ROW / 2, height: ROW };
}

function stopElement(root: HTMLElement, stop: Stop): HTMLElement | null {
  if (stop.key === stop.card) return cardElement(root, stop.card);
  return root.querySelector<HTMLElement>(`[data-stop="${CSS.escape(stop.key)}"]`);
}
