import { create } from 'zustand';
import type { GuardAnswer } from '#shared/api.ts';

/** What the user is about to say of a guarded edit. */
export interface GuardWordState {
  /** The one that was to be kept although its host does not answer: a second press is wanted. `at`: since 1970, ms. */
  readonly doubted: { readonly id: string; readonly at: number } | null;
  /** The one whose word is on its way to the host. */
  readonly sending: string | null;
  /** What became of the last word, where nothing did; of the edit of this id. */
  readonly refused: (GuardAnswer & { readonly id: string }) | null;
}

export const useGuardWord = create<GuardWordState>(() => ({ doubted: null, sending: null, refused: null }));
