import { type LockState, lockRefusal } from '#shared/lock.ts';
import type { HostState } from '../stores/host.ts';
import type { ActionContext } from './action.ts';
import { isGuardOpen } from './guard.ts';

/** Why nothing can be changed now, whatever is selected; null when it can. */
export function editingBlocked(context: ActionContext): string | null {
  return hostBlocked(context) ?? (context.edits.running === null ? null : 'Another edit is in progress.');
}

/** Why this host can't be changed at all, for as long as that lasts; null when it can. */
export function hostBlocked({ host }: ActionContext): string | null {
  if (host.topology === null) return 'Nothing has been read yet.';
  if (!host.editable) return 'This is a capture, so it’s read-only.';
  return disconnected(host) ?? guardBlocked(host) ?? lockedWords(host.lock);
}

/** A guarded edit must come to its end before anything else is done to the host. */
function guardBlocked({ guards }: HostState): string | null {
  return guards.some(isGuardOpen) ? 'Confirm or revert the pending change first.' : null;
}

export function lockedWords(lock: LockState): string | null {
  const refusal = lockRefusal(lock);
  return refusal === null ? null : `${refusal.why} ${refusal.advice}`;
}

export function disconnected({ connection }: HostState): string | null {
  if (connection === 'open') return null;
  return connection === 'connecting' ? 'Nothing has been read yet.' : 'Patchbay’s engine is unavailable.';
}
