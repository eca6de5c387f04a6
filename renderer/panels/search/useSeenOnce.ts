import { useEffect, useState } from 'react';
import type { SeenMac } from '#shared/topology/seen.ts';
import { engine } from '../../actions/engine.ts';

/** What was seen on the wires when the search was opened; empty until it is known, and where it can’t be. */
export function useSeenOnce(): readonly SeenMac[] {
  const [seen, setSeen] = useState<readonly SeenMac[]>([]);
  useEffect(() => {
    let isLate = false;
    engine()
      .request('macs.seen', { bridge: null })
      .then(
        ({ macs }) => {
          if (!isLate) setSeen(macs);
        },
        () => {},
      );
    return () => {
      isLate = true;
    };
  }, []);
  return seen;
}
