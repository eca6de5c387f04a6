import { Menu } from 'electron';

/**
 * The few commands that belong to the window. What the app does (undo, search, edits) has its keys in the page,
 * which a menu's accelerator would take away.
 */
export function setMenu(): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { label: '&File', submenu: [{ role: 'close' }, { role: 'quit' }] },
      {
        label: '&Edit',
        submenu: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
      },
      {
        label: '&View',
        submenu: [
          { role: 'reload' },
          { type: 'separator' },
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
        ],
      },
      { label: '&Help', submenu: [{ role: 'about' }] },
    ]),
  );
}
