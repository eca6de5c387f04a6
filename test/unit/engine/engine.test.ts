import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoHost } from '#electron/demo/demo.ts';
import { Engine } from '#electron/engine/engine.ts';
import type { HistoryState } from '#shared/api.ts';
import type { Edit, Plan, Planned } from '#shared/edits/model.ts';
import type { LockState } from '#shared/lock.ts';
import { linkId, networkId, type Topology, type TopologyEdge, vmId, vnicId } from '#shared/topology/model.ts';
import { patchTopology } from '#shared/topology/patch.ts';

const HOME = '8b1f4c7e-2d7a-4e0b-8f3c-5a9d6e2c7b02';
const net0 = vnicId(HOME, '52:54:00:4a:55:10');
const toIot: Edit = { kind: 'move', cable: net0, to: linkId('br-iot') };
const toDefault: Edit = { kind: 'move', cable: net0, to: networkId('default') };

let engine: Engine;

beforeEach(async () => {
  engine = new Engine(demoHost(), { pollMs: () => 60_000, lock: async () => 'none' });
  engine.start();
  await engine.refresh();
  // The sources that take long, such as who holds which TAP, come after the first picture.
  await expect.poll(pending).toEqual([]);
});

afterEach(() => engine.stop());

function pending(): string[] {
  const { sources } = engine.current().topology;
  return sources.filter(({ status }) => status === 'pending').map(({ name }) => name);
}

function granted(planned: Planned): Plan {
  if (!planned.ok) throw new Error(`refused: ${planned.refusal.why}`);
  return planned.plan;
}

/** What the user sees, without the counters and times of a read, and what a guest was seen to send meanwhile. */
const graph = ({ nodes, edges }: Topology) => ({ nodes: byId(nodes), edges: byId(edges.map(withoutFdb)) });
const withoutFdb = (edge: TopologyEdge) => ({
  ...edge,
  evidence: edge.evidence.filter((each) => each !== 'fdb'),
});
const byId = <T extends { readonly id: string }>(items: readonly T[]) =>
  items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
const now = () => graph(engine.current().topology);

describe('an engine on a host', () => {
  it.each<[string, Edit]>([
    ['move', toIot],
    ['attach', { kind: 'attach', vm: vmId(HOME), to: linkId('br-lab') }],
    ['unplug', { kind: 'unplug', cable: net0 }],
    ['link', { kind: 'link', cable: net0, state: 'down' }],
    ['plug', { kind: 'move', cable: linkId('tap-spare'), to: linkId('br0') }],
  ])('applies, undoes and does again: %s', async (_, edit) => {
    const before = now();
    expect((await engine.apply(granted(engine.plan(edit)).id)).outcome).toBe('done');
    const after = now();
    expect(after).not.toEqual(before);
    expect((await engine.apply(granted(engine.planUndo()).id)).outcome).toBe('done');
    expect(now()).toEqual(before);
    expect((await engine.apply(granted(engine.planRedo()).id)).outcome).toBe('done');
    expect(now().edges.map(({ id }) => id.replace(/vnet\d+/, 'vnet'))).toEqual(
      after.edges.map(({ id }) => id.replace(/vnet\d+/, 'vnet')),
    );
  });

  it('marks a loose link that it plugged until that is undone, and says so of its bridge', async () => {
    const marked = () =>
      engine
        .current()
        .topology.edges.filter(isLiveOnly)
        .map(({ id }) => id);
    const isLiveOnly = ({ conflicts }: TopologyEdge) => conflicts.some(({ code }) => code === 'live-only');
    const plug: Edit = { kind: 'move', cable: linkId('tap-spare'), to: linkId('br-lab') };
    await engine.apply(granted(engine.plan(plug)).id);
    await expect.poll(marked).toEqual(['port:link:tap-spare→link:br-lab']);
    expect(engine.persistence('br-lab')?.remarks.join()).toContain('tap-spare is here until the next boot');
    await engine.apply(granted(engine.plan({ ...plug, to: linkId('br0') })).id);
    await expect.poll(marked).toEqual(['port:link:tap-spare→link:br0']);
    await engine.apply(granted(engine.planUndo()).id);
    await engine.apply(granted(engine.planUndo()).id);
    await expect.poll(marked).toEqual([]);
    await engine.apply(granted(engine.plan(toIot)).id);
    expect(engine.history().undo).not.toBeNull();
    expect(marked()).toEqual([]);
  });

  it('tells its followers each change, so that theirs is the same picture', async () => {
    let followed = engine.current().topology;
    const stop = engine.on((name, payload) => {
      if (name === 'patch') followed = patchTopology(followed, payload as never) ?? followed;
    });
    await engine.apply(granted(engine.plan(toIot)).id);
    await engine.refresh();
    stop();
    expect(graph(followed)).toEqual(now());
    expect(followed.revision).toBe(engine.current().topology.revision);
  });

  it('tells what can be undone and done again; a new edit ends what could be done again', async () => {
    const told: HistoryState[] = [];
    engine.on((name, payload) => {
      if (name === 'history') told.push(payload as HistoryState);
    });
    await engine.apply(granted(engine.plan(toIot)).id);
    await engine.apply(granted(engine.planUndo()).id);
    await engine.apply(granted(engine.plan({ kind: 'unplug', cable: net0 })).id);
    const title = 'Move home-assistant’s net0 from br0 to br-iot';
    const unplug = 'Disconnect home-assistant’s net0 (vnet3) from br0';
    expect(told).toEqual([
      { undo: title, redo: null },
      { undo: null, redo: title },
      { undo: unplug, redo: null },
    ]);
    expect(engine.planRedo().ok).toBe(false);
  });

  it('runs no plan of the time before a change, and gives a fresh one', async () => {
    const first = granted(engine.plan(toIot));
    const second = granted(engine.plan(toDefault));
    await engine.apply(first.id);
    const result = await engine.apply(second.id);
    expect(result).toMatchObject({ outcome: 'stale', steps: [] });
    expect(result.freshPlan?.title).toBe('Move home-assistant’s net0 from br-iot to the network default');
    expect((await engine.apply(result.freshPlan?.id ?? '')).outcome).toBe('done');
  });

  it('says why a plan of the time before a change has no successor', async () => {
    const first = granted(engine.plan(toIot));
    const second = granted(engine.plan(toIot));
    await engine.apply(first.id);
    expect(await engine.apply(second.id)).toMatchObject({
      outcome: 'stale',
      freshPlan: null,
      advice: expect.stringContaining('already'),
    });
  });

  it('runs a plan once, and only what it has handed out', async () => {
    const plan = granted(engine.plan(toIot));
    await engine.apply(plan.id);
    expect((await engine.apply(plan.id)).outcome).toBe('refused');
    expect((await engine.apply('never heard of')).outcome).toBe('refused');
  });

  it('undoes only the latest edit', async () => {
    await engine.apply(granted(engine.plan(toIot)).id);
    const early = granted(engine.planUndo());
    await engine.apply(
      granted(engine.plan({ kind: 'move', cable: linkId('tap-spare'), to: linkId('br0') })).id,
    );
    expect(await engine.apply(early.id)).toMatchObject({ outcome: 'stale', freshPlan: null });
  });

  it('has nothing to undo at first, and changes nothing on a capture', async () => {
    expect(engine.planUndo()).toMatchObject({ ok: false, refusal: { why: 'There is nothing to undo.' } });
    expect(engine.planRedo().ok).toBe(false);
    const capture = new Engine(
      { ...demoHost(), editable: false },
      { pollMs: () => 60_000, lock: async () => 'none' },
    );
    expect(capture.plan(toIot)).toMatchObject({
      ok: false,
      refusal: { why: expect.stringContaining('capture') },
    });
  });

  it('shows an empty host whose sources are pending before anything was read', () => {
    const { topology } = new Engine(demoHost(), { pollMs: () => 60_000, lock: async () => 'none' }).current();
    expect(topology.nodes).toEqual([]);
    expect(topology.sources.every(({ status }) => status === 'pending')).toBe(true);
  });
});

describe('a locked engine', () => {
  it('plans, and changes nothing by whatever calls it; a plan survives until it is unlocked', async () => {
    let lock: LockState = 'none';
    const locked = new Engine(demoHost(), { pollMs: () => 60_000, lock: async () => lock });
    locked.start();
    await locked.refresh();
    await locked.apply(granted(locked.plan(toIot)).id);
    const before = graph(locked.current().topology);
    lock = 'user';
    const plans = [locked.plan(toDefault), locked.planUndo()].map(granted);
    for (const { id } of plans) {
      expect(await locked.apply(id)).toMatchObject({
        outcome: 'refused',
        message: expect.stringContaining('Read-only'),
        steps: [],
      });
    }
    await locked.refresh();
    expect(graph(locked.current().topology)).toEqual(before);
    lock = 'none';
    expect((await locked.apply(plans[1]?.id ?? '')).outcome).toBe('done');
    lock = 'start';
    const redo = granted(locked.planRedo());
    expect((await locked.apply(redo.id)).message).toContain('--read-only');
    await locked.stop();
  });

  it('ends an edit that began unlocked', async () => {
    let lock: LockState = 'none';
    const engineToLock = new Engine(demoHost(), { pollMs: () => 60_000, lock: async () => lock });
    engineToLock.start();
    await engineToLock.refresh();
    const { id } = granted(engineToLock.plan(toIot));
    const result = await engineToLock.apply(id, ({ doing }) => {
      if (doing !== 'Reading the host') lock = 'user';
    });
    expect(result.outcome).toBe('done');
    await engineToLock.stop();
  });
});
