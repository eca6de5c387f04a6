import { unstage } from '../stores/staging.ts';
import type { Action, ActionContext } from './action.ts';
import { disconnected, editingBlocked } from './blocked.ts';
import { plan } from './edit.ts';
import { revertGuarded, waitingGuard } from './guard.ts';

/**
 * One key for every way back, the nearest first: a guarded edit that waits is reverted by the host, what was added to
 * the plan last is taken out of it, what was applied last is undone.
 */
export const undo = {
  label: 'Undo',
  keys: ['Mod+Z'],
  blocked: (context) => {
    if (waitingGuard(context.host.guards) !== null) return disconnected(context.host);
    if (context.staging.staged.length > 0) return null;
    return editingBlocked(context) ?? (context.host.history.undo === null ? 'Nothing to undo.' : null);
  },
  perform: ({ host, staging }) => {
    const guard = waitingGuard(host.guards);
    const last = staging.staged.at(-1);
    if (guard !== null) void revertGuarded(guard.id);
    else if (last !== undefined) unstage(last.key);
    else void plan({ kind: 'undo' });
  },
} as const satisfies Action;

export const redo = {
  label: 'Redo',
  keys: ['Mod+Shift+Z', 'Mod+Y'],
  blocked: (context) =>
    editingBlocked(context) ??
    (context.staging.staged.length > 0
      ? 'Apply or discard the planned changes first.'
      : context.host.history.redo === null
        ? 'Nothing to redo.'
        : null),
  perform: () => void plan({ kind: 'redo' }),
} as const satisfies Action;

/** What Undo means now, for its tooltip. */
export function undoWords({ host, staging }: Pick<ActionContext, 'host' | 'staging'>): string {
  const guard = waitingGuard(host.guards);
  if (guard !== null) return `Revert now: ${guard.title}`;
  const last = staging.staged.at(-1);
  if (last !== undefined) return `Undo: remove from the plan “${last.title}”`;
  return host.history.undo === null ? 'Undo' : `Undo: ${host.history.undo}`;
}
