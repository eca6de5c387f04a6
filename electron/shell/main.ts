import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { app, type BrowserWindow, dialog, session as electronSession, nativeTheme } from 'electron';
import type { HostView } from '#shared/api.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { openSession } from '../engine/session/openSession.ts';
import { reportToTerminal } from '../engine/session/report.ts';
import { configDirectory } from '../files/kept.ts';
import { readBuiltFiles } from '../server/builtFiles.ts';
import { answerWindows } from './ipc.ts';
import { setMenu } from './menu.ts';
import { registerAppScheme, serveApp } from './protocol.ts';
import { hardenContents, hardenSession } from './security.ts';
import { openWindow } from './window.ts';
import { windowStateFile } from './windowState.ts';

/** A failure that the user has been told of: `npm start` then tries no other face. */
const toldTheUser = 2;

// Before the app is ready, or not at all.
app.enableSandbox();
registerAppScheme();
app.on('web-contents-created', (_event, contents) => hardenContents(contents));

if (app.requestSingleInstanceLock()) app.whenReady().then(run).catch(fail);
else app.quit();

async function run(): Promise<void> {
  hardenSession(electronSession.defaultSession);
  setMenu();
  serveApp(electronSession.defaultSession, await readBuiltFiles(join(import.meta.dirname, '../renderer')));

  const { host, readOnly } = argumentsIn(process.argv);
  const session = await openSession({ host, readOnly, served: false });
  session.subscribe((name, payload) => {
    if (name === 'view') followTheme(payload as HostView);
  });
  followTheme(await session.request('view.open', {}));
  answerWindows(session, reportToTerminal);

  const stateFile = windowStateFile(configDirectory());
  const window = openWindow((await stateFile.read()).value, stateFile, app.isPackaged);
  app.on('second-instance', (_event, argv) => {
    // Whoever starts it with --read-only must not get a window that changes things, though it is the one from before.
    if (argumentsIn(argv).readOnly) session.lockUntilEnd();
    bringToFront(window);
  });
  app.on('window-all-closed', () => app.quit());
  app.once('will-quit', (event) => {
    // What runs on the host is ended in order first.
    event.preventDefault();
    Promise.all([session.close(), stateFile.settled()])
      .catch(reportToTerminal)
      .finally(() => app.exit());
  });
}

function argumentsIn(argv: readonly string[]): { host: string | undefined; readOnly: boolean } {
  // Electron and Chromium have switches of their own among these.
  const { host, 'read-only': readOnly } = parseArgs({
    args: argv.slice(1),
    options: { host: { type: 'string' }, 'read-only': { type: 'boolean' } },
    strict: false,
    allowPositionals: true,
  }).values;
  // `--read-only=yes` is no less a wish.
  return { host: typeof host === 'string' ? host : undefined, readOnly: readOnly !== undefined };
}

/** The window's own parts (title bar, dialogs) are as light or dark as the page. */
function followTheme(view: HostView): void {
  nativeTheme.themeSource = view.settings.theme;
}

function bringToFront(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.focus();
}

function fail(error: unknown): void {
  if (!(error instanceof UserFailure)) {
    reportToTerminal(error);
    app.exit(1);
    return;
  }
  process.stderr.write(`${error.message} ${error.advice}\n`);
  dialog.showErrorBox(error.message, error.advice);
  app.exit(toldTheUser);
}
