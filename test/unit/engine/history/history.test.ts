import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoHost } from '#electron/demo/demo.ts';
import { Engine } from '#electron/engine/engine.ts';
import { JournalFile } from '#electron/engine/history/journalFile.ts';
import { bareHost } from '#electron/hosts/bareHost.ts';
import type { Host } from '#electron/hosts/host.ts';
import type { Edit, Plan, Planned } from '#shared/edits/model.ts';
import { linkId } from '#shared/topology/model.ts';
import { begun, plug, started } from './support.ts';

const plugSpare: Edit = { kind: 'move', cable: linkId('tap-spare'), to: linkId('br0') };
const unplugSpare: Edit = { kind: 'unplug', cable: linkId('tap-spare') };

let directory: string;
let host: Host;
let engine: Engine;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'patchbay-book-'));
  host = demoHost();
  engine = await start();
});

afterEach(async () => {
  await engine.stop();
  await rm(directory, { recursive: true });
});

const journal = () => new JournalFile(join(directory, 'history.jsonl'));

async function start(lock: Host['lock'] = bareHost.lock): Promise<Engine> {
  const next = new Engine(Object.assign(host, { lock }), {
    pollMs: () => 60_000,
    lock: async () => 'none',
    journal: journal(),
  });
  next.start();
  await next.refresh();
  return next;
}

async function restart(): Promise<void> {
  await engine.stop();
  engine = await start();
}

function granted(planned: Planned): Plan {
  if (!planned.ok) throw new Error(`refused: ${planned.refusal.why}`);
  return planned.plan;
}

const apply = async (edit: Edit) => engine.apply(granted(engine.plan(edit)).id);
const outcomes = async () => (await engine.past.entries()).map(({ title, outcome }) => [title, outcome]);

/** What a Patchbay leaves behind that was killed while it plugged the spare TAP into br0. */
async function leaveInterrupted(): Promise<void> {
  const steps = [plug('tap-spare', null, 'br0')];
  for (const record of [begun('killed', { steps }), started('killed', 0, 'tap-spare', null)]) {
    await journal().append(record);
  }
  await restart();
}

describe('the history of a host', () => {
  it('is the same after a restart, and undo goes on from there', async () => {
    await apply(plugSpare);
    await apply(unplugSpare);
    await restart();
    expect(await outcomes()).toEqual([
      ['Disconnect tap-spare from br0', 'done'],
      ['Connect tap-spare to br0', 'done'],
    ]);
    expect((await engine.apply(granted(engine.planUndo()).id)).outcome).toBe('done');
    expect(engine.history()).toEqual({
      undo: 'Connect tap-spare to br0',
      redo: 'Disconnect tap-spare from br0',
    });
  });

  it('shows what another Patchbay does, and does not undo what that one has undone', async () => {
    await apply(plugSpare);
    const other = await start();
    const early = granted(engine.past.planUndo((await engine.past.entries())[0]?.id ?? ''));
    const undo = granted(other.planUndo());
    expect((await other.apply(undo.id)).outcome).toBe('done');
    await other.stop();
    await engine.refresh();
    expect(engine.history()).toEqual({ undo: null, redo: 'Connect tap-spare to br0' });
    expect(await engine.apply(early.id)).toMatchObject({ outcome: 'stale', steps: [] });
  });

  it('refuses while another one edits; the plan may be applied once that has ended', async () => {
    await engine.stop();
    let isTaken = true;
    const refused = {
      ok: false,
      message: 'Another Patchbay edits this host.',
      advice: 'Wait.',
      ignorable: false,
    } as const;
    engine = await start({
      take: async () => (isTaken ? refused : { ok: true, release: async () => {} }),
    });
    const plan = granted(engine.plan(plugSpare));
    expect(await engine.apply(plan.id)).toMatchObject({
      outcome: 'refused',
      message: refused.message,
      steps: [],
    });
    expect(await outcomes()).toEqual([]);
    isTaken = false;
    expect((await engine.apply(plan.id)).outcome).toBe('done');
  });

  it('goes past the lock of another user where it is told to, and not by itself', async () => {
    await engine.stop();
    const held = { ok: false, message: 'Another one.', advice: 'Wait.', ignorable: true } as const;
    engine = await start({
      take: async (options) => (options?.ignoreOthers ? { ok: true, release: async () => {} } : held),
    });
    const plan = granted(engine.plan(plugSpare));
    expect(await engine.apply(plan.id)).toMatchObject({ outcome: 'refused', ignorableLock: true });
    const past = { ignoreOthers: true };
    expect(await engine.apply(plan.id, () => {}, past)).toMatchObject({ outcome: 'done' });
  });

  it('tells of an interrupted edit, also when the host shows more of it later', async () => {
    await leaveInterrupted();
    expect(engine.history().interrupted).toEqual([
      expect.objectContaining({ id: 'killed', found: 'not-done' }),
    ]);
    const told: unknown[] = [];
    engine.on((name) => {
      if (name === 'history') told.push(engine.history().interrupted?.[0]?.found);
    });
    await host.run({ argv: ['ip', 'link', 'set', 'dev', 'tap-spare', 'master', 'br0'] }, { timeoutMs: 5000 });
    await engine.refresh();
    expect(told).toEqual(['done']);
  });

  it.each(['finish', 'undo'] as const)('leads it on or back by a plan: %s', async (way) => {
    await leaveInterrupted();
    const { past } = engine;
    if (way === 'finish') {
      expect(past.planUndo('killed')).toMatchObject({ ok: false });
      expect((await engine.apply(granted(past.planFinish('killed')).id)).outcome).toBe('done');
      expect(engine.history()).toEqual({ undo: 'Edit killed', redo: null });
    } else {
      await host.run(
        { argv: ['ip', 'link', 'set', 'dev', 'tap-spare', 'master', 'br0'] },
        { timeoutMs: 5000 },
      );
      await engine.refresh();
      expect((await engine.apply(granted(past.planUndo('killed')).id)).outcome).toBe('done');
      expect(engine.history()).toEqual({ undo: null, redo: null });
    }
    await restart();
    expect(engine.history().interrupted).toBeUndefined();
    expect((await outcomes()).at(-1)).toEqual(['Edit killed', way === 'finish' ? 'done' : 'put-back']);
  });

  it('takes it as the host shows it, and tells of it no more', async () => {
    await leaveInterrupted();
    await engine.past.settle('killed');
    await restart();
    expect(engine.history()).toEqual({ undo: null, redo: null });
    expect(await outcomes()).toEqual([['Edit killed', 'put-back']]);
  });

  it('knows no edit that it has not seen', async () => {
    expect(engine.past.planUndo('x')).toMatchObject({ ok: false });
    expect(engine.past.planFinish('x')).toMatchObject({ ok: false });
    await expect(engine.past.script('x')).rejects.toThrow('no longer in the history');
    expect(await engine.past.script(null)).toContain('set -eu');
  });
});
