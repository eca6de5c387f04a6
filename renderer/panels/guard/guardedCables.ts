import type { GuardState } from '#shared/guard.ts';
import type { NodeId } from '#shared/topology/model.ts';
import { secondsInWords } from './guardWords.ts';

/** What the cables of guarded edits say while these wait for the user's word; by node id, for the canvas. */
export function guardedCables(guards: readonly GuardState[], isHeard: boolean): ReadonlyMap<NodeId, string> {
  return new Map(
    guards.flatMap(({ phase, left, touches }) => {
      if (phase !== 'waiting' && phase !== 'reverting') return [];
      const words =
        phase === 'reverting'
          ? 'being taken back'
          : isHeard && left !== null
            ? `under guard: ${secondsInWords(left)}`
            : 'under guard';
      return touches.map((id) => [id, words] as const);
    }),
  );
}
