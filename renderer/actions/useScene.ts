import { useEdits } from '../stores/edits.ts';
import { useHost } from '../stores/host.ts';
import { useLook } from '../stores/look.ts';
import type { Scene } from './action.ts';

/** The scene now, for event handlers. */
export function sceneNow(): Scene {
  return { host: useHost.getState(), look: useLook.getState(), edits: useEdits.getState() };
}

/** The scene as a component sees it: drawn again when any of it changes. */
export function useScene(): Scene {
  return { host: useHost(), look: useLook(), edits: useEdits() };
}
