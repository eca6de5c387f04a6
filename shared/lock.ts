import type { Refusal } from './ops/refusal.ts';

/** - `user`: by the lock in the toolbar, which unlocks it again · `start`: by `--read-only`, until Patchbay ends */
export type LockState = 'none' | 'user' | 'start';

/** Why nothing is changed now, and how to unlock it; null where Patchbay is not locked. */
export function lockRefusal(lock: LockState): Refusal | null {
  return lock === 'none' ? null : refusals[lock];
}

const refusals: Readonly<Record<Exclude<LockState, 'none'>, Refusal>> = {
  user: {
    why: 'Read-only: unlock in the toolbar to edit.',
    advice: 'Click the lock in the toolbar.',
  },
  start: {
    why: 'Read-only: Patchbay was started with --read-only.',
    advice: 'Start it without --read-only to make changes.',
  },
};
