import { app, type BrowserWindow, dialog, type RenderProcessGoneDetails } from 'electron';
import { reportToTerminal } from '../engine/session/report.ts';

/** A page that ran well for this long, in milliseconds, may be reloaded again without a question. */
const calmMs = 60_000;

/** Of Chromium’s net_error_list.h: a load that another one took the place of. */
const aborted = -3;

const goneWords: Readonly<Record<Exclude<RenderProcessGoneDetails['reason'], 'clean-exit'>, string>> = {
  'abnormal-exit': 'it ended with an error',
  killed: 'it was killed',
  crashed: 'it crashed',
  oom: 'it ran out of memory',
  'launch-failed': 'it could not be started',
  'integrity-failure': 'its code was changed',
  'memory-eviction': 'the system needed its memory',
};

interface Trouble {
  readonly message: string;
  /** What is known. */
  readonly detail: string;
  /** The page is there and may yet respond; else it is gone. */
  readonly mayPass: boolean;
}

/** A question that stands, and what takes it back. */
interface Asked {
  readonly trouble: Trouble;
  readonly takingBack: AbortController;
}

/**
 * Reloads the page when it is lost, once; then the user decides. What runs on the host is the main process’s and goes on.
 */
export function recoverPage(window: BrowserWindow): void {
  const { webContents } = window;
  let reloadedAt = Number.NEGATIVE_INFINITY;
  let asked: Asked | null = null;
  /** Whether the page that goes next was ended by us. */
  let isEnding = false;

  const reload = (isHung: boolean): void => {
    if (window.isDestroyed()) return;
    // A page that hangs obeys no reload; one that is crashed first gets a new process.
    if (isHung) {
      isEnding = true;
      webContents.forcefullyCrashRenderer();
    }
    reloadedAt = performance.now();
    webContents.reload();
  };

  const ask = async (trouble: Trouble): Promise<void> => {
    // A page that hung and is gone now is asked about as that; nothing takes the place of a page that is gone.
    if (window.isDestroyed() || (asked !== null && (trouble.mayPass || !asked.trouble.mayPass))) return;
    asked?.takingBack.abort();
    const own: Asked = { trouble, takingBack: new AbortController() };
    asked = own;
    const { signal } = own.takingBack;
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      message: trouble.message,
      detail: trouble.detail,
      buttons: ['Reload', trouble.mayPass ? 'Wait' : 'Quit'],
      cancelId: 1,
      signal,
    });
    if (asked === own) asked = null;
    // A box that is taken back answers as if it had been closed.
    if (signal.aborted) return;
    if (response === 0) reload(trouble.mayPass);
    else if (!trouble.mayPass) app.quit();
  };

  const meet = (trouble: Trouble): void => {
    reportToTerminal(`${trouble.message} ${trouble.detail}`);
    if (performance.now() - reloadedAt > calmMs && asked === null) reload(trouble.mayPass);
    else void ask(trouble).catch(reportToTerminal);
  };

  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    const isOurs = isEnding;
    isEnding = false;
    if (reason === 'clean-exit' || isOurs) return;
    meet({
      message: 'Patchbay’s window has lost its page.',
      detail: `The process that drew it is gone: ${goneWords[reason]} (exit code ${exitCode}).`,
      mayPass: false,
    });
  });
  webContents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
    if (!isMainFrame || code === aborted) return;
    meet({
      message: 'Patchbay’s page could not be loaded.',
      detail: `${url}: ${description || 'no reason given'} (${code}).`,
      mayPass: false,
    });
  });
  window.on('unresponsive', () =>
    meet({
      message: 'Patchbay’s window does not respond.',
      detail: 'Its page is busy. What is running on the host goes on.',
      mayPass: true,
    }),
  );
  window.on('responsive', () => {
    if (asked?.trouble.mayPass) asked.takingBack.abort();
  });
}

/** Tells the terminal of Chromium’s other processes that end badly, the GPU’s above all; Chromium starts them again. */
export function reportChildProcesses(): void {
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit')
      reportToTerminal(`Chromium’s ${type} process has ended: ${goneWords[reason]} (exit code ${exitCode}).`);
  });
}
