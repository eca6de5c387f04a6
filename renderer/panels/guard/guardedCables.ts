import { type GuardState, isUndecided } from '#shared/guard.ts';
import type { NodeId } from '#shared/topology/model.ts';
import { secondsInWords } from './guardWords.ts';

/**
 * What the cables of guarded edits say until these have come to their end; by node id, for the canvas.
 * @param isHeard false where the seconds that were told last are old
 */
export function guardedCables(guards: readonly GuardState[], isHeard: boolean): ReadonlyMap<NodeId, string> {
  return new Map(
    guards.flatMap((guard) => {
      const words = wordsOf(guard, isHeard);
      return words === null ? [] : guard.touches.map((id) => [id, words] as const);
    }),
  );
}

function wordsOf({ phase, left }: GuardState, isHeard: boolean): string | null {
  if (phase === 'reverting') return 'reverting';
  if (phase === 'waiting' && isHeard && left !== null) return `reverts in ${secondsInWords(left)}`;
  return isUndecided(phase) || phase === 'confirmed' ? 'guarded edit' : null;
}
