import type { BrowserWindow } from 'electron';

/** Milliseconds after which the window is shown whatever its page does. */
const latestMs = 2_000;

/**
 * Shows a window as soon as there is something to see in it. On Wayland `ready-to-show` may never come for a window that
 * is not shown: electron#48859.
 * @param isMaximized whether it fills the screen; to maximize a window shows it, so that is left until then
 * @param onShown called once
 */
export function showWhenReady(window: BrowserWindow, isMaximized: boolean, onShown: () => void): void {
  const show = (): void => {
    clearTimeout(timer);
    window.off('ready-to-show', show);
    window.webContents.off('did-finish-load', show);
    if (window.isDestroyed()) return;
    if (isMaximized) window.maximize();
    window.show();
    onShown();
  };
  const timer = setTimeout(show, latestMs);
  window.once('ready-to-show', show);
  window.webContents.once('did-finish-load', show);
  window.once('closed', () => clearTimeout(timer));
}
