import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { runCli } from '#electron/cli/cli.ts';
import { journalFor } from '#electron/engine/history/journalFor.ts';
import type { GuardState } from '#shared/guard.ts';
import { FakeTerminal } from '../unit/cli/fakeTerminal.ts';
import { Bench, granted } from './editing.ts';
import { Driver } from './support/driver.ts';
import type { GuardPoint } from './support/guardDriver.ts';
import { describeInLab, until } from './support/lab.ts';
import { labHost } from './support/labHost.ts';
import { onBridge, onCard, uplinkAway, uplinkOnCard, whereItLives } from './support/uplink.ts';

// Patchbay is killed with -9 at each point of a guarded edit. Within the guard's time the host must be in the old state
// or in the new one, without Patchbay; the next start must tell what was in flight and what the guard made of it, once.

/** The guard's time, and what putting back may take on a busy machine. */
const SECONDS = 4;
const LEEWAY = 6;

const beforeArming: readonly GuardPoint[] = [
  ...[1, 2, 3].map((records) => ({ at: 'written', records }) as const),
  { at: 'arm', when: 'before' },
];

const whileArming: readonly GuardPoint[] = [2, 20, 50, 90, 150, 220].map((when) => ({
  at: 'arm',
  when,
}));

/** The program that arms the guard is killed as well: there is a guard, or nothing was run. */
const withAll: readonly GuardPoint[] = [10, 40, 80, 130].map((when) => ({ at: 'arm', when }));

const whileWaiting: readonly GuardPoint[] = [{ at: 'arm', when: 'after' }, { at: 'waiting' }];

const whileKeeping: readonly GuardPoint[] = [
  { at: 'keep', when: 'before' },
  ...[2, 20, 60].map((when) => ({ at: 'keep', when }) as const),
  { at: 'keep', when: 'after' },
];

describeInLab('a guarded edit in whose midst Patchbay is killed with -9', () => {
  let driver: Driver;
  let state: string;

  beforeAll(async () => {
    driver = await Driver.build('guardDriver.ts');
  });

  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'patchbay-guard-'));
    await uplinkOnCard();
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(state, { recursive: true });
    await rm('/run/patchbay', { recursive: true, force: true });
    await uplinkAway();
  });

  afterAll(() => driver.remove());

  const next = () => Bench.open(labHost, journalFor({ historyKey: 'local' }, state));
  const points = (of: readonly GuardPoint[]) => of.map((point) => [JSON.stringify(point), point] as const);
  const kill = (point: GuardPoint, group = false) =>
    driver.runToDeath({ point, state, seconds: SECONDS, group, host: 'local' });

  /** By ip alone: the host has come to rest, in the old state or in the new one. */
  async function atRest(): Promise<'old' | 'new'> {
    let before = '';
    let since = Date.now();
    return until(
      'at rest',
      async () => {
        const now = JSON.stringify(await whereItLives());
        if (now !== before) since = Date.now();
        before = now;
        if (Date.now() - since < (SECONDS + 1) * 1000) return null;
        if (now === JSON.stringify(onCard)) return 'old';
        return now === JSON.stringify(onBridge) ? 'new' : null;
      },
      2 * SECONDS + LEEWAY,
    );
  }

  test.each(points(beforeArming))('%s: nothing has run, which the next start tells', async (_, point) => {
    await kill(point);
    expect(await whereItLives()).toEqual(onCard);
    const bench = await next();
    const { interrupted = [] } = bench.engine.history();
    expect(interrupted).toEqual([expect.objectContaining({ found: 'not-done' })]);
    expect(bench.engine.guards.states).toEqual([]);
    await bench.engine.past.settle(interrupted[0]?.id ?? '');
    expect(bench.engine.history().interrupted).toBeUndefined();
    await bench.close();
  });

  test.each(points([...whileArming, ...whileWaiting]))(
    '%s: the host is in its old state within the time, which the next start tells',
    async (_, point) => {
      await kill(point);
      expect(await atRest()).toBe('old');
      await toldOnce(['reverted']);
    },
  );

  test.each(points([...withAll, ...whileWaiting]))(
    '%s with all that it had started: the host is in its old state within the time',
    async (_, point) => {
      await kill(point, true);
      expect(await atRest()).toBe('old');
      await toldOnce(['reverted']);
    },
  );

  test.each(points(whileKeeping))('%s: the host is in the old or the new state', async (_, point) => {
    await kill(point);
    const isNew = (await atRest()) === 'new';
    await toldOnce([isNew ? 'kept' : 'reverted']);
    if (!isNew) return;
    // Then it is an edit as any other.
    const bench = await next();
    const undo = granted(bench.engine.planUndo());
    expect(undo.guard).toBeDefined();
    await bench.close();
  });

  test('the next start may still keep it, and finds it done', async () => {
    await driver.runToDeath({
      point: { at: 'waiting' },
      state,
      seconds: 20,
      group: false,
      host: 'local',
    });
    const bench = await next();
    const [guard] = bench.engine.guards.states;
    expect(guard).toMatchObject({ phase: 'waiting' });
    expect(bench.engine.history().interrupted).toBeUndefined();
    expect(await bench.engine.guards.keep(guard?.id ?? '')).toMatchObject({ done: true });
    expect(await whereItLives()).toEqual(onBridge);
    await until('it is in the history', async () => bench.engine.history().undo);
    await bench.close();
  });

  describe('with the process that guards it, while it waits', () => {
    const unconfirmed = { found: 'done', unconfirmed: true, revertible: true } as const;

    beforeEach(async () => {
      await driver.runToDeath({
        point: { at: 'waiting', guardToo: true },
        state,
        seconds: 3,
        group: false,
        host: 'local',
      });
      // Nobody reverts it any more.
      await new Promise((resolve) => setTimeout(resolve, 4500));
      expect(await whereItLives()).toEqual(onBridge);
    });

    test.each(['its guard’s folder left', 'nothing left of its guard, as after a restart'])(
      'the next start asks, and reverts it under a guard: %s',
      async (left) => {
        if (left.startsWith('nothing')) await rm('/run/patchbay', { recursive: true });
        const bench = await next();
        const { interrupted = [], undo } = bench.engine.history();
        expect([interrupted, undo]).toEqual([[expect.objectContaining(unconfirmed)], null]);
        expect(interrupted[0]?.told).toContain('Nobody confirmed it, and its guard is gone');
        expect(bench.engine.guards.states).toEqual([]);
        const plan = granted(bench.engine.past.planUndo(interrupted[0]?.id ?? ''));
        const result = bench.engine.apply(plan.id);
        await until(
          'it waits',
          async () => bench.engine.guards.states.find(({ phase }) => phase === 'waiting') ?? null,
        );
        await bench.engine.guards.keep(plan.id);
        expect(await result).toMatchObject({ outcome: 'done' });
        expect(await whereItLives()).toEqual(onCard);
        expect(bench.engine.history().interrupted).toBeUndefined();
        await bench.close();
      },
    );

    test('the next start asks, and keeps it', async () => {
      const bench = await next();
      await bench.engine.past.settle(bench.engine.history().interrupted?.[0]?.id ?? '');
      expect(bench.engine.history()).toMatchObject({ undo: expect.stringContaining('enp3s0') });
      expect(await whereItLives()).toEqual(onBridge);
      await bench.close();
    });

    test('the command asks first, where Enter reverts it; with nobody to ask it is told and left', async () => {
      vi.stubEnv('XDG_STATE_HOME', state);
      vi.stubEnv('XDG_CONFIG_HOME', state);
      await cp(join(state, 'history-local.jsonl'), join(state, 'patchbay/history-local.jsonl'));
      const run = async (terminal: FakeTerminal, ...args: string[]) =>
        [await runCli(args, terminal), terminal] as const;
      const [, looked] = await run(new FakeTerminal(), 'graph');
      expect(looked.said).toContain('was not confirmed. The next edit at a terminal offers to revert it');
      for (const _ of ['told', 'and told again']) {
        const [exitCode, { said }] = await run(new FakeTerminal(), 'unplug', 'tap-plugged', '--yes');
        expect([exitCode, said]).toEqual([0, expect.stringContaining('Nobody confirmed it')]);
        expect(said).toContain('To revert it:');
      }
      expect(await whereItLives()).toEqual(onBridge);
      const [exitCode, { questions }] = await run(new FakeTerminal(true), 'unplug', 'tap-plugged');
      expect([exitCode, questions]).toEqual([
        0,
        ['Revert it? Otherwise it is kept. Enter: yes', expect.stringContaining('Confirm?')],
      ]);
      expect(await whereItLives()).toEqual(onCard);
      const [, after] = await run(new FakeTerminal(), 'graph');
      expect(after.said).not.toContain('confirmed');
    });
  });

  /** By the guard or by the history, once in all; and no more once it was read. */
  async function toldOnce(phases: readonly GuardState['phase'][]): Promise<void> {
    const bench = await next();
    const { interrupted = [] } = bench.engine.history();
    const { states } = bench.engine.guards;
    expect(interrupted.length + states.length).toBe(1);
    if (states[0] === undefined) expect(interrupted[0]).toMatchObject({ found: 'not-done' });
    else expect(phases).toContain(states[0].phase);
    for (const { id } of interrupted) await bench.engine.past.settle(id);
    for (const { id } of states) await bench.engine.guards.settle(id);
    await bench.close();
    const after = await next();
    expect(after.engine.history().interrupted).toBeUndefined();
    expect(after.engine.guards.states).toEqual([]);
    await after.close();
  }
});
