import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import type { ConnectionState } from '#renderer/client/client.ts';
import { socketClient } from '#renderer/client/socketClient.ts';
import { fakeFace, patch, TestHost, tokenOf, view } from '../server/support.ts';

let host: TestHost;
let end = () => {};
afterEach(async () => {
  end();
  vi.useRealTimers();
  await host.host.close();
});

/** What the browser keeps, as the page sees it. */
let kept: { session: string | undefined; token: string | undefined };
beforeEach(() => {
  kept = { session: undefined, token: undefined };
});

/** A client as in a browser window, on the web host of this test, and what it was told. */
function client(port = () => host.host.port) {
  const states: ConnectionState[] = [];
  const events: unknown[] = [];
  const sockets: NodeWebSocket[] = [];
  const made = socketClient(
    () => {
      const socket = new NodeWebSocket(`ws://127.0.0.1:${port()}/socket`, {
        origin: `http://127.0.0.1:${port()}`,
      });
      // A browser’s socket throws nothing: it is closed.
      socket.on('error', () => {});
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    {
      session: () => kept.session,
      token: () => kept.token,
      onSignedIn: (session) => {
        kept = { session, token: undefined };
      },
    },
  );
  end = made.subscribe({
    event: (name, payload) => events.push({ name, payload }),
    connection: (state) => states.push(state),
  });
  return { request: made.request, states, events, sockets };
}

async function start(engine = fakeFace()) {
  host = await TestHost.start(engine.face);
  kept.token = tokenOf(host.host.address(null));
  return engine;
}

it('is let in by the address, keeps the session, and tells of events', async () => {
  const engine = await start();
  const { states, events } = client();
  await vi.waitFor(() => expect(events).toEqual([{ name: 'view', payload: view }]));
  expect(states).toEqual(['open']);
  expect(kept).toEqual({ session: expect.stringMatching(/^[\w-]{43}$/), token: undefined });
  engine.tell('patch', patch(3));
  await vi.waitFor(() => expect(events).toContainEqual({ name: 'patch', payload: patch(3) }));
});

it('asks before it is let in, and more than one thing at once', async () => {
  let finish = (_result: unknown) => {};
  await start(
    fakeFace({
      'edit.apply': () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
      'guard.keep': () => ({ done: true, message: '', advice: '' }),
    }),
  );
  const { request } = client();
  const applied = request('edit.apply', { planId: 'p' });
  expect(await request('guard.keep', { id: 'p' })).toMatchObject({ done: true });
  finish({ outcome: 'done' });
  expect(await applied).toEqual({ outcome: 'done' });
});

it.each([
  ['unknown', 'This browser isn’t signed in.'],
  ['wrong', 'This address isn’t valid.'],
  ['spent', 'This address has already been used.'],
])('says why it is not let in (%s), and tries no more until it is asked', async (why, message) => {
  await start();
  const token = kept.token ?? '';
  if (why === 'spent') await host.window({ token }).session();
  kept.token = { unknown: undefined, wrong: 'x', spent: token }[why];
  const { request, states, sockets } = client();
  await expect(request('view.refresh', {})).rejects.toMatchObject({ message, unanswered: false });
  expect(states).toEqual(['refused']);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(sockets).toHaveLength(1);
  // Another tab was let in meanwhile.
  kept.session = await (await host.signedIn()).session();
  expect(await request('view.refresh', {})).toBeNull();
  expect(states).toEqual(['refused', 'open']);
});

it('tells what was asked from what was not when the connection is lost, and comes back with a whole view', async () => {
  await start(fakeFace({ 'edit.apply': () => new Promise(() => {}) }));
  const { request, states, events, sockets } = client();
  await vi.waitFor(() => expect(events).toHaveLength(1));
  const applied = request('edit.apply', { planId: 'p' });
  sockets[0]?.terminate();
  await expect(applied).rejects.toMatchObject({ unanswered: true });
  expect(states).toEqual(['open', 'lost']);
  await vi.waitFor(() => expect(states).toEqual(['open', 'lost', 'open']), { timeout: 3000 });
  await vi.waitFor(() => expect(events).toHaveLength(2));
});

it('tries at once when it is asked for something, and says that it was not even asked', async () => {
  await start();
  let port = 1;
  const { request, states, sockets } = client(() => port);
  await expect(request('view.refresh', {})).rejects.toMatchObject({ unanswered: false });
  expect(states).toEqual(['lost']);
  port = host.host.port;
  expect(await request('view.refresh', {})).toBeNull();
  expect(sockets).toHaveLength(2);
});

it('tries again less and less often', async () => {
  await start();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { sockets } = client(() => 1);
  const gaps: number[] = [];
  for (let number = 1; number <= 6; number += 1) {
    await new Promise((resolve) => sockets.at(-1)?.on('close', resolve));
    let waited = 0;
    while (sockets.length === number) {
      vi.advanceTimersByTime(500);
      waited += 500;
    }
    gaps.push(waited);
  }
  expect(gaps).toEqual([500, 1000, 2000, 4000, 5000, 5000]);
});

it('takes a connection for lost that tells nothing any more', async () => {
  await start();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { events, states, sockets } = client();
  while (events.length === 0) await new Promise((resolve) => setImmediate(resolve));
  sockets[0]?.pause();
  vi.advanceTimersByTime(44_000);
  expect(states).toEqual(['open']);
  vi.advanceTimersByTime(2_000);
  expect(states).toEqual(['open', 'lost']);
});
