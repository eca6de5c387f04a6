import { create } from 'zustand';
import type { GuardAnswer } from '#shared/api.ts';

/** What the user is about to answer to a guarded edit. */
export interface GuardAnswerState {
  /** The one that was to be confirmed although its host doesn't answer: a second press is needed. `at`: since 1970, ms. */
  readonly doubted: { readonly id: string; readonly at: number } | null;
  /** The one whose answer is being sent to the host. */
  readonly sending: string | null;
  /** Why the last answer had no effect; of the edit of this id. */
  readonly refused: (GuardAnswer & { readonly id: string }) | null;
}

export const useGuardAnswer = create<GuardAnswerState>(() => ({
  doubted: null,
  sending: null,
  refused: null,
}));
