import { useSyncExternalStore } from 'react';
import { useEdits } from '../stores/edits.ts';
import { useHost } from '../stores/host.ts';
import { useLook } from '../stores/look.ts';
import { useStaging } from '../stores/staging.ts';
import type { Action, ActionContext } from './action.ts';

/** The scene now, for event handlers. */
export function sceneNow(): ActionContext {
  return {
    host: useHost.getState(),
    look: useLook.getState(),
    edits: useEdits.getState(),
    staging: useStaging.getState(),
  };
}

/** Why something can't be done now, or null. What shows it is drawn again only when that answer changes. */
export function useBlocked(blocked: Action['blocked']): string | null {
  return useScene(blocked);
}

/** Something in words about the scene now. */
export function useScene<Words extends string | null>(look: (scene: ActionContext) => Words): Words {
  return useSyncExternalStore(subscribe, () => look(sceneNow()));
}

function subscribe(listener: () => void): () => void {
  const ends = [useHost, useLook, useEdits, useStaging].map((store) => store.subscribe(listener));
  return () => {
    for (const end of ends) end();
  };
}

/** Does it, unless it can't be done now. */
export function perform(action: Action): void {
  const scene = sceneNow();
  if (action.blocked(scene) === null) action.perform(scene);
}
