import { useSyncExternalStore } from 'react';
import { note, useEdits } from '../stores/edits.ts';
import { useHost } from '../stores/host.ts';
import { useLook } from '../stores/look.ts';
import { useStaging } from '../stores/staging.ts';
import type { Action, ActionContext } from './action.ts';

/** The context now, for event handlers. */
export function contextNow(): ActionContext {
  return {
    host: useHost.getState(),
    look: useLook.getState(),
    edits: useEdits.getState(),
    staging: useStaging.getState(),
  };
}

/** Why something can't be done now, or null. What shows it is drawn again only when that answer changes. */
export function useBlocked(blocked: Action['blocked']): string | null {
  return useInContext(blocked);
}

/** Something in words about the context now. */
export function useInContext<Words extends string | null>(look: (context: ActionContext) => Words): Words {
  return useSyncExternalStore(subscribe, () => look(contextNow()));
}

function subscribe(listener: () => void): () => void {
  const ends = [useHost, useLook, useEdits, useStaging].map((store) => store.subscribe(listener));
  return () => {
    for (const end of ends) end();
  };
}

/** Does it, unless it can't be done now. */
export function perform(action: Action): void {
  const context = contextNow();
  if (action.blocked(context) === null) action.perform(context);
}

/** The same by a key, which has no tooltip: where it can't be done, says why. */
export function performOrSay(action: Action): void {
  const why = action.blocked(contextNow());
  if (why === null) perform(action);
  else note(why);
}
