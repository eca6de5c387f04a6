import { useEffect } from 'react';
import type { Action } from './action.ts';
import { contextNow, perform, performOrSay } from './actionContext.ts';
import { actions } from './actions.ts';
import { isTyping, keyName } from './keys.ts';
import { answerContextMenu } from './menu.ts';

const byKey = new Map<string, Action>(
  Object.values<Action>(actions).flatMap((action) => action.keys.map((key) => [key, action] as const)),
);

/** Listens for the actions' keys, and for the right button, on the whole window. */
export function useShortcuts(): void {
  useEffect(() => {
    const listening = new AbortController();
    window.addEventListener('keydown', onKeyDown, { signal: listening.signal });
    window.addEventListener('contextmenu', answerContextMenu, { signal: listening.signal });
    return () => listening.abort();
  }, []);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isTyping(event.target)) return;
  const { edits, look } = contextNow();
  // The sheet, the palette and the menu answer their own keys; nothing behind them may act.
  if (edits.sheet !== null || look.searching || look.menu !== null) return;
  const key = keyName(event);
  const action = byKey.get(key);
  if (action === undefined) return;
  // One level at a time: Esc closes what is open on top, which the browser does.
  if (key === 'Escape' && document.querySelector(':popover-open') !== null) return;
  event.preventDefault();
  // A key that is held down must not do it again and again.
  if (!event.repeat) performOrSay(action);
  else if (action.repeats === true) perform(action);
}
