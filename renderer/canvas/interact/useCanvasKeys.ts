import { type KeyboardEvent, type RefObject, useCallback } from 'react';
import { cardOfElement } from '../flow.tsx';
import type { Stop } from '../scene/stops.ts';
import { wishOfKey } from './keys.ts';
import type { DragWorld } from './useDrag.ts';
import { useView } from './view.ts';

/** The canvas by keyboard: what has the focus answers to keys. */
export function useCanvasKeys(world: RefObject<DragWorld>, focus: (stop: Stop) => void) {
  return useCallback(
    (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return;
      const { scene, onIntent } = world.current;
      const focused =
        event.target.closest('[data-stop]')?.getAttribute('data-stop') ?? cardOfElement(event.target);
      const request = focused === null ? null : wishOfKey(scene, focused, event, useView.getState().editable);
      if (request === null) return;
      if (request.kind === 'focus') focus(request.stop);
      else if (request.kind === 'intent') onIntent(request.intent);
      else onIntent({ kind: 'moved-card', id: request.card, x: request.x, y: request.y });
      event.preventDefault();
    },
    [world, focus],
  );
}
