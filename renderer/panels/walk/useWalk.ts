import { useEffect, useState } from 'react';
import type { ApiError } from '#shared/api.ts';
import type { Walk } from '#shared/explain/walk.ts';
import type { NodeId } from '#shared/topology/model.ts';
import { asApiError, engine } from '../../actions/engine.ts';
import { useHost } from '../../stores/host.ts';

/** The answer; `walk` null: there is no such vNIC any more. */
export type WalkAnswer = { readonly walk: Walk | null } | { readonly failure: ApiError };

/** The way of a vNIC’s packets on the latest read, asked for again with each change of the host; null until it is there. */
export function useWalk(vnic: NodeId): WalkAnswer | null {
  const [answer, setAnswer] = useState<WalkAnswer | null>(null);
  const revision = useHost(({ topology }) => topology?.revision ?? 0);
  const findings = useHost((host) => host.findings);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each says that the answer may be another one now
  useEffect(() => {
    let isLatest = true;
    engine()
      .request('vnic.explain', { vnic })
      .then((walk): WalkAnswer => ({ walk }))
      .catch((error: unknown): WalkAnswer => ({ failure: asApiError(error) }))
      .then((next) => {
        if (isLatest) setAnswer(next);
      });
    return () => {
      isLatest = false;
    };
  }, [vnic, revision, findings]);
  return answer;
}
