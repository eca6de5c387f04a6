import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { journalFor } from '#electron/engine/history/journalFor.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import type { Edit } from '#shared/edits/model.ts';
import { linkId } from '#shared/topology/model.ts';
import { Bench, granted } from './editing.ts';
import { Driver } from './support/driver.ts';
import { describeInLab, ip, resetLab } from './support/lab.ts';

// Patchbay is killed with -9 in an edit, and again while the next one reverts that; or the link that it was about goes.
// The next start must tell what is left, and lead back from there.

const newBridge: Edit = {
  kind: 'bridge-create',
  name: 'br9',
  stp: false,
  forwardDelay: 0,
  vlanFiltering: false,
  mtu: 9000,
};

describeInLab('an edit that was interrupted', () => {
  let driver: Driver;
  let state: string;
  let bench: Bench;

  beforeAll(async () => {
    driver = await Driver.build();
  });

  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'patchbay-killed-back-'));
  });

  afterEach(async () => {
    await bench.close();
    await rm(state, { recursive: true });
    await resetLab();
  });

  afterAll(() => driver.remove());

  const isThere = async (link: string) =>
    (await ip('-o', 'link', 'show', 'dev', link).catch(() => '')) !== '';

  async function next() {
    bench = await Bench.open(localHost(), journalFor({ historyKey: 'local' }, state));
    const [interruption] = bench.engine.history().interrupted ?? [];
    if (interruption === undefined) throw new Error('nothing is told');
    return interruption;
  }

  async function isAsBefore(): Promise<void> {
    const { id, found, told } = await next();
    expect([found, told]).toEqual([
      'not-done',
      expect.stringContaining('The host is as it was before this edit.'),
    ]);
    const back = bench.engine.past.planUndo(id);
    expect(back).toMatchObject({ ok: false, refusal: { already: true } });
    await bench.engine.past.settle(id);
    expect(bench.engine.history().interrupted).toBeUndefined();
  }

  // Down, its MTU, and its end.
  test.each([0, 1, 2])(
    'is reverted from where a kill after command %i of the revert has left it',
    async (command) => {
      await driver.runToDeath({ edit: newBridge, point: { at: 'ended' }, state });
      expect(await isThere('br9')).toBe(true);
      await driver.runToDeath({ edit: 'revert', point: { at: 'after', command }, state });
      if (command === 2) {
        expect(await isThere('br9')).toBe(false);
        return isAsBefore();
      }
      const { id, revertible } = await next();
      expect(revertible).toBe(true);
      expect((await bench.engine.apply(granted(bench.engine.past.planUndo(id)).id)).outcome).toBe('done');
      expect(await isThere('br9')).toBe(false);
      expect(bench.engine.history().interrupted).toBeUndefined();
    },
  );

  test('has left nothing once its bridge was deleted by hand', async () => {
    await driver.runToDeath({ edit: newBridge, point: { at: 'after', command: 1 }, state });
    await ip('link', 'del', 'dev', 'br9');
    await isAsBefore();
  });

  test('has left nothing once its TAP was deleted by hand, which is told', async () => {
    const edit: Edit = { kind: 'move', cable: linkId('tap-loose'), to: linkId('br1') };
    await driver.runToDeath({ edit, point: { at: 'after', command: 0 }, state });
    await ip('link', 'del', 'dev', 'tap-loose');
    const { id, found, told } = await next();
    expect(found).toBe('not-done');
    expect(told).toContain('Nothing of this is left on the host.');
    expect(told).toContain('There is no tap-loose.');
    expect(bench.engine.past.planUndo(id)).toMatchObject({ ok: false, refusal: { already: true } });
  });
});
