import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakeFace, patch, TestHost, view } from './support.ts';

let host: TestHost;
afterEach(() => host.host.close());

/** Reads a stream of server-sent events message by message. */
class EventReader {
  readonly #response: IncomingMessage;
  readonly #messages: { event: string; data: unknown }[] = [];
  #rest = '';

  constructor(response: IncomingMessage) {
    this.#response = response;
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      const blocks = (this.#rest + text).split('\n\n');
      this.#rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
        if (event && data) this.#messages.push({ event, data: JSON.parse(data) });
      }
    });
  }

  /** Waits until `count` messages have come, and takes them. */
  async take(count: number) {
    await vi.waitFor(() => expect(this.#messages.length).toBeGreaterThanOrEqual(count), { timeout: 5000 });
    return this.#messages.splice(0, count);
  }

  pause() {
    this.#response.pause();
  }

  resume() {
    this.#response.resume();
  }

  close() {
    this.#response.destroy();
  }
}

async function open(engine: ReturnType<typeof fakeFace>) {
  host = await TestHost.start(engine.face);
  await host.signIn();
  const response = await host.open({ path: '/events', headers: { 'sec-fetch-site': 'same-origin' } });
  expect(response.statusCode).toBe(200);
  expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  return new EventReader(response);
}

describe('events', () => {
  it('begin with a whole view, and go on with what happens', async () => {
    const engine = fakeFace();
    const events = await open(engine);
    expect(await events.take(1)).toEqual([{ event: 'view', data: view }]);
    engine.tell('patch', patch(3));
    engine.tell('history', { undo: 'Move "x"\n\nevent: patch\ndata: {}\n\n', redo: null });
    expect(await events.take(2)).toEqual([
      { event: 'patch', data: patch(3) },
      { event: 'history', data: { undo: 'Move "x"\n\nevent: patch\ndata: {}\n\n', redo: null } },
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
    const events = await open(engine);
    await vi.waitFor(() => expect(engine.listenerCount()).toBe(1));
    engine.tell('patch', patch(2));
    engine.tell('patch', patch(3));
    deliver(view);
    expect(await events.take(2)).toEqual([
      { event: 'view', data: view },
      { event: 'patch', data: patch(3) },
    ]);
  });

  it('tell that the host was read again, although nothing has changed', async () => {
    const engine = fakeFace();
    const events = await open(engine);
    await events.take(1);
    const signOfLife = { ...patch(3), revision: 3, takenAt: '2026-01-01T00:00:10.000Z' };
    engine.tell('patch', signOfLife);
    expect(await events.take(1)).toEqual([{ event: 'patch', data: signOfLife }]);
  });

  it('reach every window', async () => {
    const engine = fakeFace();
    const first = await open(engine);
    const second = new EventReader(await host.open({ path: '/events' }));
    await first.take(1);
    await second.take(1);
    engine.tell('traffic', { vnet0: { rx: 1, tx: 2 } });
    const told = [{ event: 'traffic', data: { vnet0: { rx: 1, tx: 2 } } }];
    expect(await first.take(1)).toEqual(told);
    expect(await second.take(1)).toEqual(told);
  });

  it('end with their window', async () => {
    const engine = fakeFace();
    const events = await open(engine);
    await events.take(1);
    events.close();
    await vi.waitFor(() => expect(engine.listenerCount()).toBe(0));
  });

  it('do not queue up for a window that takes none: it gets one fresh view, and how an edit ended', async () => {
    const engine = fakeFace();
    const events = await open(engine);
    await events.take(1);
    events.pause();
    const long = { ...patch(3), removedNodes: ['x'.repeat(1_000_000)] };
    const progress = { planId: 'p', touches: [], stepIndex: 0, stepCount: 1, doing: '', cancellable: false };
    for (let count = 0; count < 50; count += 1) {
      engine.tell('patch', { ...long, revision: 4 + count });
      // A turn of the event loop, as between two reads of a host.
      await new Promise((resolve) => setImmediate(resolve));
    }
    engine.tell('progress', { ...progress, finished: false });
    engine.tell('progress', { ...progress, finished: true });
    events.resume();
    const messages: { event: string; data: unknown }[] = [];
    while (messages.at(-1)?.event !== 'view') messages.push(...(await events.take(1)));
    expect(messages.filter(({ event }) => event === 'patch').length).toBeLessThan(40);
    expect(messages.filter(({ event }) => event === 'progress')).toEqual([
      { event: 'progress', data: { ...progress, finished: true } },
    ]);
    expect(messages.at(-1)).toEqual({ event: 'view', data: view });
  });

  it('are limited in the number of their windows', async () => {
    const engine = fakeFace();
    await open(engine);
    const others = await Promise.all(Array.from({ length: 31 }, () => host.open({ path: '/events' })));
    expect(others.every((response) => response.statusCode === 200)).toBe(true);
    expect((await host.ask({ path: '/events' })).status).toBe(503);
    others[0]?.destroy();
    await vi.waitFor(async () => {
      const response = await host.open({ path: '/events' });
      expect(response.statusCode).toBe(200);
    });
  });
});
