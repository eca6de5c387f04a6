import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { KeptFile } from '../files/keptFile.ts';
import { appUrl } from './appUrl.ts';
import { placeWindow, type WindowState } from './windowState.ts';

/** Surfaces of renderer/theme/tokens.css, so that the window does not flash before its page is painted. */
const background = { light: '#f3f4f6', dark: '#14161a' };

/** Opens the window, not shown yet, where it was when it was last closed. */
export function openWindow(
  was: WindowState,
  file: KeptFile<WindowState>,
  isPackaged: boolean,
): BrowserWindow {
  const displays = screen.getAllDisplays().map((display) => display.workArea);
  const window = new BrowserWindow({
    ...placeWindow(was, displays),
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Patchbay',
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/preload.cjs'),
      // Electron's defaults today; written down, as the app rests on each of them.
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !isPackaged,
    },
  });
  window.on('close', () => {
    const { x, y, width, height } = window.getNormalBounds();
    // A window's place is a convenience: that it could not be kept is no reason to hold up its closing.
    file.write({ version: 1, x, y, width, height, maximized: window.isMaximized() }).catch(() => {});
  });
  // Told by did-fail-load, whose listener knows what to do.
  window.loadURL(appUrl).catch(() => {});
  return window;
}
