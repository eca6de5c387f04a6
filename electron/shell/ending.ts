import { app } from 'electron';
import { reportToTerminal } from '../engine/session/report.ts';

/** Milliseconds that the end of what is still running is waited for. */
const patienceMs = 10_000;

/** What is ended before the app, by a name for the user, and how. */
export type Ending = readonly [name: string, end: () => Promise<unknown>];

/** Ends in order what is still running before the app ends; what doesn’t end in time is told. */
export function closeBeforeQuit(endings: readonly Ending[]): void {
  app.once('will-quit', (event) => {
    event.preventDefault();
    const left = new Set(endings.map(([name]) => name));
    const timer = setTimeout(() => {
      const names = [...left].join(' and ');
      reportToTerminal(
        `Within ${patienceMs / 1000} seconds this has not ended: ${names}. Patchbay exits without it.`,
      );
      app.exit();
    }, patienceMs);
    const ended = endings.map(([name, end]) =>
      end()
        .catch(reportToTerminal)
        .finally(() => left.delete(name)),
    );
    void Promise.all(ended).finally(() => {
      clearTimeout(timer);
      app.exit();
    });
  });
}
