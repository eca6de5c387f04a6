import type { EventName, Events } from '#shared/api.ts';
import type { Face } from './face.ts';

export type Send = <Name extends EventName>(name: Name, payload: Events[Name]) => void;

/**
 * Follows a face for one window: first a whole `view`, then every event since, none lost and none twice.
 * @returns the function that ends it, and one that sends a whole view again
 */
export function follow(face: Face, send: Send, onFailure: (error: unknown) => void): Feed {
  let ended = false;
  /** Events that arrive while a view is being fetched; null: they go out at once. */
  let held: (() => void)[] | null = [];
  let shown = 0;

  const unsubscribe = face.subscribe((name, payload) => {
    const pass = () => {
      if (isOld(name, payload, shown)) return;
      if (name === 'view') shown = (payload as Events['view']).topology.revision;
      send(name, payload);
    };
    // Before there is a view, it is all that there is to show.
    if (held && name !== 'connecting') held.push(pass);
    else pass();
  });

  async function sendView() {
    held ??= [];
    try {
      const view = await face.request('view.open', {});
      if (ended) return;
      shown = view.topology.revision;
      send('view', view);
      const waiting = held ?? [];
      held = null;
      for (const pass of waiting) pass();
    } catch (error) {
      if (!ended) onFailure(error);
    }
  }

  void sendView();
  return {
    sendView,
    end() {
      ended = true;
      unsubscribe();
    },
  };
}

export interface Feed {
  /** Sends a whole view, for a window that has missed events. */
  sendView(): Promise<void>;
  end(): void;
}

/** A patch that the view, fetched after it, has in it already. */
function isOld<Name extends EventName>(name: Name, payload: Events[Name], shown: number): boolean {
  return name === 'patch' && (payload as Events['patch']).from < shown;
}
