import { useEffect } from 'react';
import type { Action } from './action.ts';
import { actions } from './actions.ts';
import { isTyping, keyName } from './keys.ts';
import { sceneNow } from './useScene.ts';

const byKey = new Map<string, Action>(
  Object.values<Action>(actions).flatMap((action) => action.keys.map((key) => [key, action] as const)),
);

/** Listens for the actions' keys on the whole window. */
export function useShortcuts(): void {
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const scene = sceneNow();
  // The sheet and the palette answer their own keys; nothing behind them may act.
  if (scene.edits.sheet !== null || scene.look.searching) return;
  const key = keyName(event);
  if (isTyping(event.target) && !key.startsWith('Mod+')) return;
  const action = byKey.get(key);
  if (action === undefined) return;
  event.preventDefault();
  if (action.blocked(scene) === null) action.perform(scene);
}
