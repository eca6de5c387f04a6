import type { Action } from './action.ts';
import { disconnected, editingBlocked } from './blocked.ts';
import { plan } from './edit.ts';
import { confirmGuarded, waitingGuard } from './guard.ts';

/** Puts everything that is staged on the sheet, as one plan. */
export const review = {
  label: 'Review…',
  keys: ['Mod+Enter'],
  blocked: (context) => {
    if (context.staging.staged.length === 0) return 'Nothing is planned.';
    if (context.staging.preview?.planned.ok === false)
      return 'One of the changes can’t be made. Remove it first.';
    return editingBlocked(context);
  },
  perform: () => void plan({ kind: 'staged' }),
} as const satisfies Action;

/** The user confirms that the host can still be reached. */
export const keep = {
  label: 'Confirm',
  keys: ['K'],
  blocked: ({ host }) => (waitingGuard(host.guards) === null ? 'Nothing to confirm.' : disconnected(host)),
  perform: ({ host }) => {
    const guard = waitingGuard(host.guards);
    if (guard !== null) void confirmGuarded(guard.id);
  },
} as const satisfies Action;
