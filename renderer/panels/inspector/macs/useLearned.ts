import { useEffect, useState } from 'react';
import type { ApiError, SeenOnWires } from '#shared/api.ts';
import { asApiError, engine } from '../../../actions/engine.ts';

/** Ages grow by the second; so often they are asked for again. */
const AGAIN_MS = 5000;

/** What the engine says a bridge has learned; `failure` where it could not be asked. */
export interface Learned {
  readonly seen: SeenOnWires | null;
  readonly failure: ApiError | null;
}

/** Asks the engine what a bridge has learned, again and again while it is shown. Null before the first answer. */
export function useLearned(bridge: string): Learned | null {
  const [learned, setLearned] = useState<Learned | null>(null);
  useEffect(() => {
    let isLate = false;
    const answer = (next: Learned) => {
      if (!isLate) setLearned(next);
    };
    const ask = () =>
      engine()
        .request('macs.seen', { bridge })
        .then(
          (seen) => answer({ seen, failure: null }),
          (error: unknown) => answer({ seen: null, failure: asApiError(error) }),
        );
    void ask();
    const timer = setInterval(ask, AGAIN_MS);
    return () => {
      isLate = true;
      clearInterval(timer);
    };
  }, [bridge]);
  return learned;
}
