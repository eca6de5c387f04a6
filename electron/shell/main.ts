import { join } from 'node:path';
import { app, dialog, session as electronSession, nativeTheme } from 'electron';
import type { HostView } from '#shared/api.ts';
import type { Settings } from '#shared/kept.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { openSession } from '../engine/session/openSession.ts';
import { reportToTerminal } from '../engine/session/report.ts';
import { configDirectory } from '../files/kept.ts';
import { readBuiltFiles } from '../server/builtFiles.ts';
import { type Asked, readArguments } from './arguments.ts';
import { closeBeforeQuit } from './ending.ts';
import { takeIdentity } from './identity.ts';
import { answerWindows } from './ipc.ts';
import { Launches } from './launches.ts';
import { setMenu } from './menu.ts';
import { registerAppScheme, serveApp } from './protocol.ts';
import { recoverPage, reportChildProcesses } from './recovery.ts';
import { actOnLaunch } from './relaunch.ts';
import { hardenContents, hardenSession } from './security.ts';
import { showWhenReady } from './showing.ts';
import { takeShownSign } from './shownSign.ts';
import { openWindow } from './window.ts';
import { windowStateFile } from './windowState.ts';

/** A failure that the user has been told of: `npm start` then tries no other face. */
const toldTheUser = 2;

// First of all, so that no launch is missed.
const launches = new Launches();
const giveSign = takeShownSign();

try {
  takeIdentity();
  const asked = readArguments(process.argv, process.cwd());
  // Before the app is ready, or not at all.
  app.enableSandbox();
  registerAppScheme();
  app.on('web-contents-created', (_event, contents) => hardenContents(contents));
  reportChildProcesses();

  if (app.requestSingleInstanceLock(asked))
    app
      .whenReady()
      .then(() => run(asked))
      .catch(fail);
  else {
    // The window of the first one comes to the front.
    void giveSign().then(() => app.quit());
  }
} catch (error) {
  app.whenReady().then(() => fail(error));
}

async function run({ host, readOnly }: Asked): Promise<void> {
  hardenSession(electronSession.defaultSession);
  setMenu();
  serveApp(electronSession.defaultSession, await readBuiltFiles(join(import.meta.dirname, '../renderer')));

  const session = await openSession({
    host: host ?? undefined,
    readOnly,
    served: false,
  });
  session.subscribe((name, payload) => {
    if (name === 'view') followTheme((payload as HostView).settings.theme);
  });
  followTheme(session.theme);
  answerWindows(session, reportToTerminal);

  const stateFile = windowStateFile(configDirectory());
  const was = (await stateFile.read()).value;
  const window = openWindow(was, stateFile, app.isPackaged);
  showWhenReady(window, was.maximized, () => void giveSign());
  recoverPage(window);
  launches.follow((launch) => void actOnLaunch(launch, window, session).catch(reportToTerminal));
  app.on('window-all-closed', () => app.quit());
  closeBeforeQuit([
    ['what runs on the host', () => session.close()],
    ['the file with the window’s place', () => stateFile.settled()],
  ]);
}

/** The window's own parts (title bar, dialogs) are as light or dark as the page. */
function followTheme(theme: Settings['theme']): void {
  nativeTheme.themeSource = theme;
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
