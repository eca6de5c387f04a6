import { type BrowserWindow, dialog } from 'electron';
import { UserFailure } from '#shared/userFailure.ts';
import { reportToTerminal } from '../engine/session/report.ts';
import type { Session } from '../engine/session/session.ts';
import type { Asked } from './arguments.ts';

/**
 * Does what a further launch asks for: its host is opened in the window, which comes to the front, or the user is told
 * why it is not.
 */
export async function actOnLaunch(
  { host, readOnly }: Asked,
  window: BrowserWindow,
  session: Session,
): Promise<void> {
  // Whoever starts it with --read-only must not get a window that changes things, though it is the one from before.
  if (readOnly) session.lockUntilEnd();
  try {
    if (host !== null) await session.openNamed(host);
  } catch (error) {
    if (!(error instanceof UserFailure)) reportToTerminal(error);
    bringToFront(window);
    const [message, detail] =
      error instanceof UserFailure
        ? [error.message, error.advice]
        : [`Patchbay couldn’t open ${host}.`, 'What went wrong is on the terminal that it was started from.'];
    if (!window.isDestroyed()) await dialog.showMessageBox(window, { type: 'error', message, detail });
    return;
  }
  bringToFront(window);
}

function bringToFront(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
