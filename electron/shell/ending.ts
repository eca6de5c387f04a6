import { app } from 'electron';
import { reportToTerminal } from '../engine/session/report.ts';

/** Milliseconds that the end of what runs on the host is waited for. */
const patienceMs = 10_000;

/**
 * Ends in order what runs on the host before the app ends.
 * @param close ends it
 */
export function closeBeforeQuit(close: () => Promise<unknown>): void {
  app.once('will-quit', (event) => {
    event.preventDefault();
    const timer = setTimeout(() => {
      reportToTerminal(
        `What runs on the host has not ended within ${patienceMs / 1000} seconds, so Patchbay exits without it.`,
      );
      app.exit();
    }, patienceMs);
    close()
      .catch(reportToTerminal)
      .finally(() => {
        clearTimeout(timer);
        app.exit();
      });
  });
}
