import type { Host } from './host.ts';

/**
 * What a host answers for itself that is gone with this process, or on which nothing can be changed: nobody else edits
 * it, nothing of it is kept, and no program of Patchbay's is there.
 */
export const bareHost = {
  boot: '',
  lock: { take: async () => ({ ok: true, release: async () => {} }) },
  historyKey: null,
  helper: null,
  guard: null,
} as const satisfies Pick<Host, 'boot' | 'lock' | 'historyKey' | 'helper' | 'guard'>;
