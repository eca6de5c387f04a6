import { useEffect, useState } from 'react';
import type { ApiError } from '#shared/api.ts';
import type { BridgePersistence } from '#shared/persistence/model.ts';
import { asApiError, engine } from '../../actions/engine.ts';

/** What the engine says of a bridge; `failure` where it could not be asked. */
export interface Asked {
  readonly kept: BridgePersistence | null;
  readonly failure: ApiError | null;
}

/**
 * Asks the engine how a bridge is kept, and again after each reading of the host; until the next answer the latest one
 * stands. Null before the first.
 * @param readAt when the host was read
 */
export function usePersistence(bridge: string, readAt: string): Asked | null {
  const [asked, setAsked] = useState<Asked | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the engine answers changes with each reading
  useEffect(() => {
    let isLate = false;
    const answer = (next: Asked) => {
      if (!isLate) setAsked(next);
    };
    engine()
      .request('bridge.persistence', { bridge })
      .then(
        (kept) => answer({ kept, failure: null }),
        (error: unknown) => answer({ kept: null, failure: asApiError(error) }),
      );
    return () => {
      isLate = true;
    };
  }, [bridge, readAt]);
  return asked;
}
