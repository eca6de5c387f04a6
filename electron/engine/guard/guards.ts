import type { GuardAnswer } from '#shared/api.ts';
import type { GuardState } from '#shared/guard.ts';

/** The guarded edits of one host that are not settled yet. */
export class Guards {
  /** As they were last read. */
  get states(): readonly GuardState[] {
    return [];
  }

  /** The user has seen that the host is still reached. */
  keep(_id: string): Promise<GuardAnswer> {
    return Promise.resolve({ done: false, message: 'There is no such guarded edit.', advice: '' });
  }

  /** Takes it back at once. */
  revert(_id: string): Promise<GuardAnswer> {
    return Promise.resolve({ done: false, message: 'There is no such guarded edit.', advice: '' });
  }

  /** The user has read what became of it. */
  settle(_id: string): Promise<void> {
    return Promise.resolve();
  }
}
