import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { journalFor } from '#electron/engine/history/journalFor.ts';
import { openHost } from '#electron/engine/session/openHost.ts';
import { Bench } from './editing.ts';
import { Driver } from './support/driver.ts';
import type { GuardPoint } from './support/guardDriver.ts';
import { describeInLab, ip, until } from './support/lab.ts';
import { SshServer } from './support/sshServer.ts';
import { onBridge, onCard, uplinkAway, uplinkOnCard, whereItLives } from './support/uplink.ts';

// Patchbay, elsewhere, is killed with -9 at each point of a guarded edit of the link that its ssh comes in by, and at some
// of them its ssh too. The host is in the old state or in the new one within the guard's time; the next start tells which.

const HOST = 'ssh://root@lab';
const SECONDS = 4;

const points: readonly GuardPoint[] = [
  { at: 'written', records: 2 },
  ...(['before', 60, 250, 'after'] as const).map((when) => ({ at: 'arm', when }) as const),
  { at: 'waiting' },
  ...([5, 'after'] as const).map((when) => ({ at: 'keep', when }) as const),
];

describeInLab('a guarded edit over SSH in whose midst Patchbay is killed with -9', () => {
  let server: SshServer;
  let driver: Driver;
  let state: string;

  beforeAll(async () => {
    server = await SshServer.start();
    driver = await Driver.build('guardDriver.ts');
  });
  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'patchbay-ssh-'));
    await uplinkOnCard();
    await ip('-n', 'lan', 'neigh', 'flush', 'dev', 'lan0');
  });
  afterEach(async () => {
    await rm(state, { recursive: true });
    await rm('/run/patchbay', { recursive: true, force: true });
    await uplinkAway();
  });
  afterAll(async () => {
    await driver.remove();
    await server.stop();
  });

  /** By ip alone: the host has come to rest, in the old state or in the new one. */
  async function atRest(): Promise<'old' | 'new'> {
    let before = '';
    let since = Date.now();
    return until('at rest', async () => {
      const now = JSON.stringify(await whereItLives());
      if (now !== before) since = Date.now();
      before = now;
      if (Date.now() - since < (SECONDS + 1) * 1000) return null;
      if (now === JSON.stringify(onCard)) return 'old';
      return now === JSON.stringify(onBridge) ? 'new' : null;
    });
  }

  test.each(points.map((point, index) => [JSON.stringify(point), index % 2 === 1, point] as const))(
    '%s, its ssh too: %s',
    async (_, group, point) => {
      await driver.runToDeath({ point, state, seconds: SECONDS, group, host: HOST });
      const rest = await atRest();
      const host = await openHost(HOST);
      const bench = await Bench.open(host, journalFor(host, state));
      const { interrupted = [] } = bench.engine.history();
      const told = [
        ...bench.engine.guards.states.map(({ phase }) => phase),
        ...interrupted.map(({ found }) => found),
      ];
      expect(told).toEqual([rest === 'new' ? 'kept' : expect.stringMatching(/^(reverted|not-done)$/)]);
      await bench.close();
    },
    300_000,
  );
});
