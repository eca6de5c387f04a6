import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Admission } from '#electron/server/admission.ts';
import { fakeFace, TestHost, type TestWindow, tokenOf } from './support.ts';

/** nobody, and another one. */
const nobody = 65_534;
const another = 65_533;

let host: TestHost;
let strangers: ChildProcess[] = [];
beforeEach(async () => {
  host = await TestHost.start(fakeFace({ 'guard.keep': () => ({ done: true }) }).face);
});
afterEach(async () => {
  for (const stranger of strangers) stranger.kill();
  strangers = [];
  await host.host.close();
});

/** A process of another user. */
async function stranger(uid = nobody): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'stranger.mjs'), [String(uid), String(host.host.port)]);
  strangers.push(child);
  await once(child, 'message');
  return child;
}

async function answerTo(child: ChildProcess, hello: object): Promise<unknown> {
  child.send({ hello });
  return (await once(child, 'message'))[0];
}

async function hold(child: ChildProcess, count: number, say = ''): Promise<void> {
  child.send({ hold: count, say });
  await once(child, 'message');
}

/** How long until the answer is there, in milliseconds. */
async function keepTakes(window: TestWindow): Promise<number> {
  const from = performance.now();
  expect(await window.ask('guard.keep', { id: 'p' })).toEqual({ ok: true, value: { done: true } });
  return performance.now() - from;
}

// Only root can be another user.
describe.skipIf(process.getuid?.() !== 0)('another user of this machine', () => {
  it('gets nowhere with the secret of somebody’s session', async () => {
    const session = await (await host.signedIn()).session();
    expect(await answerTo(await stranger(), { session })).toEqual({ code: 4401, reason: 'unknown' });
  });

  it('uses up no address that is for this user', async () => {
    const token = tokenOf(host.host.address(process.getuid?.() ?? 0));
    expect(await answerTo(await stranger(), { token })).toEqual({ code: 4401, reason: 'wrong' });
    await host.window({ token }).session();
  });

  it('is let in with an address of the terminal: `ssh -L` connects as who has logged in', async () => {
    const token = tokenOf(host.host.address(null));
    const child = await stranger();
    expect(await answerTo(child, { token })).toEqual({
      told: expect.stringMatching(/^\{"session":"[\w-]{43}"\}$/),
    });
  });

  it.each([
    ['that say nothing', ''],
    ['that are half open', 'GET / HTTP/1.1\r\nhost: 127'],
    ['that never end their headers', 'GET /socket HTTP/1.1\r\nx: y\r\n'],
  ])('holds up nobody by 200 connections %s', async (_what, say) => {
    const window = await host.signedIn();
    const session = await window.session();
    await hold(await stranger(), 200, say);
    expect(await keepTakes(window)).toBeLessThan(1000);
    const from = performance.now();
    const fresh = host.window({ session });
    await fresh.session();
    expect(await keepTakes(fresh)).toBeLessThan(1000);
    expect((await host.ask({ path: '/' })).status).toBe(200);
    expect(performance.now() - from).toBeLessThan(1000);
  });

  it('takes no room from a third one', async () => {
    await hold(await stranger(), 200);
    const token = tokenOf(host.host.address(null));
    expect(await answerTo(await stranger(another), { token })).toEqual({ told: expect.any(String) });
  });

  it('is rid of after a few seconds where it says nothing', async () => {
    const child = await stranger();
    await hold(child, 16);
    const token = tokenOf(host.host.address(null));
    await new Promise((resolve) => setTimeout(resolve, 7500));
    expect(await answerTo(child, { token })).toEqual({ told: expect.any(String) });
  }, 15_000);
});

describe('connections', () => {
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  /** How many of `count` connections of each user are let in. */
  async function admitted(
    isOwn: (uid: number | null) => boolean,
    uids: readonly (number | null)[],
    count: number,
  ) {
    const { connect } = await import('node:net');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const admission = new Admission(isOwn);
    const counts = uids.map(() => 0);
    for (const [index, uid] of uids.entries())
      for (let number = 0; number < count; number += 1) {
        const accepted = once(server, 'connection') as Promise<[Socket]>;
        const client = connect((server.address() as { port: number }).port, '127.0.0.1');
        client.on('error', () => {});
        const [socket] = await accepted;
        sockets.push(client, socket);
        admission.admit(socket, uid);
        if (!socket.destroyed) counts[index] = (counts[index] ?? 0) + 1;
      }
    server.close();
    return counts;
  }

  it('of strangers are few, for each user and for all together; of those who may come in, many', async () => {
    const strangers = [1, 2, 3, 4, 5, null];
    expect(await admitted((uid) => uid === 1000, [...strangers, 1000], 40)).toEqual([
      16, 16, 16, 16, 0, 0, 40,
    ]);
  });

  it('have room again when others have ended', async () => {
    expect(await admitted(() => false, [7], 20)).toEqual([16]);
    expect(await admitted(() => true, [7], 300)).toEqual([256]);
  });
});
