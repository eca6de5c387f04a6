import type { Session, WebContents } from 'electron';
import { isAppUrl } from './appUrl.ts';

/** Writing text to the clipboard, on a click: the copy buttons. Reading it is not among what we may. */
const allowedPermission = 'clipboard-sanitized-write';

/**
 * Denies our pages whatever they do not need. Electron grants every permission where no handler is set.
 * See https://www.electronjs.org/docs/latest/tutorial/security
 */
export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide, details) =>
    decide(permission === allowedPermission && isAppUrl(details.requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin) =>
      permission === allowedPermission && isAppUrl(requestingOrigin),
  );
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  // Nothing is ever loaded from elsewhere, whatever a page might hold.
  session.webRequest.onBeforeRequest((details, decide) => {
    const own = isAppUrl(details.url) || details.url.startsWith('devtools:');
    decide({ cancel: !own });
  });
}

/** Keeps a window on our page: it goes nowhere, opens nothing and embeds nothing. */
export function hardenContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
