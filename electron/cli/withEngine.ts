import { setTimeout as pause } from 'node:timers/promises';
import type { SourceName } from '#shared/host/source.ts';
import { defaultSettings } from '#shared/kept.ts';
import { Engine } from '../engine/engine.ts';
import { journalFor } from '../engine/history/journalFor.ts';
import type { ReadOnlyLock } from '../engine/session/readOnlyLock.ts';
import { stateDirectory } from '../files/kept.ts';
import { type HostChoice, openAtTerminal } from './openAtTerminal.ts';
import type { Terminal } from './terminal.ts';

/** These may take long, as they ask guests and walk through all processes: an edit does not wait for them for ever. */
const SLOW: readonly SourceName[] = ['guest-agent', 'tap-holders', 'link-speed', 'network-setup'];
const SLOW_PATIENCE_MS = 3000;

/**
 * Opens a host, reads it and edits it; closes it whatever happens.
 * @throws {UserFailure} when there is no such host
 */
export async function withEngine<T>(
  choice: HostChoice,
  lock: ReadOnlyLock,
  terminal: Pick<Terminal, 'interactive' | 'note'>,
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const host = await openAtTerminal(choice, terminal);
  try {
    const engine = new Engine(host, {
      pollMs: () => defaultSettings.pollMs,
      lock: () => lock.look(),
      prompt: terminal.interactive ? 'terminal' : 'agent',
      journal: journalFor(host, stateDirectory()),
    });
    try {
      engine.start();
      await engine.refresh();
      const patience = pause(SLOW_PATIENCE_MS * (host.patience ?? 1), undefined, { ref: false });
      await Promise.race([answered(engine, () => true), patience]);
      // The others end by a timeout of their own.
      await answered(engine, (source) => !SLOW.includes(source));
      return await use(engine);
    } finally {
      await engine.stop();
    }
  } finally {
    await host.close();
  }
}

/** Resolves when none of these sources is still being read for the first time. */
function answered(engine: Engine, matters: (source: SourceName) => boolean): Promise<void> {
  const isDone = () =>
    engine.current().topology.sources.every(({ name, status }) => status !== 'pending' || !matters(name));
  return new Promise((resolve) => {
    if (isDone()) return resolve();
    const stop = engine.on(() => {
      if (!isDone()) return;
      stop();
      resolve();
    });
  });
}
