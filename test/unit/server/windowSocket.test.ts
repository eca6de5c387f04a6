import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Told } from '#shared/wire.ts';
import { fakeFace, patch, TestHost, type TestWindow, view } from './support.ts';

let host: TestHost;
afterEach(() => host.host.close());

async function open(engine: ReturnType<typeof fakeFace>): Promise<TestWindow> {
  host = await TestHost.start(engine.face);
  return host.signedIn();
}

async function another(window: TestWindow): Promise<TestWindow> {
  return host.window({ session: await window.session() });
}

describe('events', () => {
  it('begin with a whole view, and go on with what happens', async () => {
    const engine = fakeFace();
    const window = await open(engine);
    expect(await window.events(1)).toEqual([{ event: 'view', payload: view }]);
    engine.tell('patch', patch(3));
    engine.tell('history', { undo: 'Move "x"\n\nevent: patch\ndata: {}\n\n', redo: null });
    expect(await window.events(2)).toEqual([
      { event: 'patch', payload: patch(3) },
      { event: 'history', payload: { undo: 'Move "x"\n\nevent: patch\ndata: {}\n\n', redo: null } },
    ]);
  });

  it('lose nothing that happens while the view is fetched, and tell nothing twice', async () => {
    let deliver = (_view: unknown) => {};
    const engine = fakeFace({
      'view.open': () =>
        new Promise((resolve) => {
          deliver = resolve;
        }),
    });
    const window = await open(engine);
    await vi.waitFor(() => expect(engine.listenerCount()).toBe(1));
    engine.tell('patch', patch(2));
    engine.tell('patch', patch(3));
    deliver(view);
    expect(await window.events(2)).toEqual([
      { event: 'view', payload: view },
      { event: 'patch', payload: patch(3) },
    ]);
  });

  it('tell that the host was read again, although nothing has changed', async () => {
    const engine = fakeFace();
    const window = await open(engine);
    await window.events(1);
    const signOfLife = { ...patch(3), revision: 3, takenAt: '2026-01-01T00:00:10.000Z' };
    engine.tell('patch', signOfLife);
    expect(await window.events(1)).toEqual([{ event: 'patch', payload: signOfLife }]);
  });

  it('reach every window', async () => {
    const engine = fakeFace();
    const first = await open(engine);
    const others = await Promise.all(Array.from({ length: 19 }, () => another(first)));
    for (const window of [first, ...others]) await window.events(1);
    engine.tell('traffic', { vnet0: { rx: 1, tx: 2 } });
    const told = [{ event: 'traffic', payload: { vnet0: { rx: 1, tx: 2 } } }];
    for (const window of [first, ...others]) expect(await window.events(1)).toEqual(told);
  });

  it('end with their window', async () => {
    const engine = fakeFace();
    const window = await open(engine);
    await window.events(1);
    window.close();
    await vi.waitFor(() => expect(engine.listenerCount()).toBe(0));
  });

  it('do not queue up for a window that takes none: it gets one fresh view, and how an edit ended', async () => {
    const engine = fakeFace();
    const window = await open(engine);
    await window.events(1);
    window.socket.pause();
    const long = { ...patch(3), removedNodes: ['x'.repeat(1_000_000)] };
    const progress = { planId: 'p', touches: [], stepIndex: 0, stepCount: 1, doing: '', cancellable: false };
    for (let count = 0; count < 50; count += 1) {
      engine.tell('patch', { ...long, revision: 4 + count });
      // A turn of the event loop, as between two reads of a host.
      await new Promise((resolve) => setImmediate(resolve));
    }
    engine.tell('progress', { ...progress, finished: false });
    engine.tell('progress', { ...progress, finished: true });
    window.socket.resume();
    const events: Told[] = [];
    const isView = (told: Told | undefined) => told !== undefined && 'event' in told && told.event === 'view';
    while (!isView(events.at(-1))) events.push(...(await window.events(1)));
    const named = (name: string) => events.filter((told) => 'event' in told && told.event === name);
    expect(named('patch').length).toBeLessThan(40);
    expect(named('progress')).toEqual([{ event: 'progress', payload: { ...progress, finished: true } }]);
    expect(events.at(-1)).toEqual({ event: 'view', payload: view });
  });
});

describe('requests of a window', () => {
  it('are answered each for itself: none waits for one before it', async () => {
    let finish = (_result: unknown) => {};
    const applying = new Promise((resolve) => {
      finish = resolve;
    });
    const window = await open(
      fakeFace({ 'edit.apply': () => applying, 'guard.keep': () => ({ done: true }) }),
    );
    const applied = window.ask('edit.apply', { planId: 'p' });
    expect(await window.ask('guard.keep', { id: 'p' })).toEqual({ ok: true, value: { done: true } });
    finish('applied');
    expect(await applied).toEqual({ ok: true, value: 'applied' });
  });

  it('that wait for too much at once end it', async () => {
    const window = await open(fakeFace({ 'edit.apply': () => new Promise(() => {}) }));
    for (let id = 0; id < 65; id += 1)
      window.socket.send(JSON.stringify({ id, name: 'edit.apply', input: { planId: 'p' } }));
    expect(await window.ended()).toMatchObject({ code: 1008 });
  });
});
