import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { atStake } from '../guard/atStake.ts';
import type { PlainEdit, Refusal } from '../model.ts';

/**
 * The refusal of an edit that could cut off the host or its user, with the way to do it under the guard; null where
 * nothing but guests could lose something.
 * @param loses what would become of it, a sentence
 */
export function refuseAtStake(
  snapshot: HostSnapshot,
  link: string,
  edit: PlainEdit,
  loses: string,
): Refusal | null {
  const stake = atStake(snapshot, link);
  if (stake === null || stake.guestsOnly) return null;
  return {
    why: `${stake.reasons.join(' ')} ${loses}`,
    advice:
      'Do it under the guard: the host takes it back by itself unless you confirm that you still reach it.',
    guarded: { kind: 'guarded', edit },
  };
}
