import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Access } from '#electron/server/access.ts';
import { TestHost, tokenOf } from './support.ts';

let host: TestHost;
beforeEach(async () => {
  host = await TestHost.start();
});
afterEach(() => host.host.close());

const refused = (reason: string) => ({ code: 4401, reason });

describe('the address with its token', () => {
  it('is exchanged for a session, which lets the windows of that browser in from then on', async () => {
    const first = host.window({ token: tokenOf(host.host.address(null)) });
    const session = await first.session();
    expect(session).toMatch(/^[\w-]{43}$/);
    first.close();
    expect(await host.window({ session }).session()).toBe(session);
  });

  it('sets no cookie: those are sent to every port of this machine', async () => {
    const path = `/?token=${tokenOf(host.host.address(null))}`;
    const reply = await host.ask({ path });
    expect(reply).toMatchObject({ status: 200, text: '<title>Patchbay</title>' });
    expect(reply.headers['set-cookie']).toBeUndefined();
  });

  it('opens one browser only, and tells the terminal, not the asker, of a new one', async () => {
    const token = tokenOf(host.host.address(null));
    await host.window({ token }).session();
    const again = host.window({ token });
    expect(await again.ended()).toEqual(refused('spent'));
    expect(again.told).toEqual([]);
    expect(host.newAddresses).toHaveLength(1);
    await host.window({ token: tokenOf(host.newAddresses[0] ?? '') }).session();
  });

  it('fills no terminal when a used one is opened again and again', async () => {
    const token = tokenOf(host.host.address(null));
    await host.window({ token }).session();
    for (let count = 0; count < 5; count += 1) await host.window({ token }).ended();
    expect(host.newAddresses).toHaveLength(1);
  });

  it('is not used up by a look at it', async () => {
    const token = tokenOf(host.host.address(null));
    for (const method of ['HEAD', 'GET'])
      expect((await host.ask({ path: `/?token=${token}`, method })).status).toBe(200);
    await host.window({ token }).session();
  });

  it.each([
    ['a wrong token', 'A'.repeat(43)],
    ['an empty token', ''],
    ['a very long token', 'x'.repeat(800_000)],
  ])('refuses %s', async (_what, token) => {
    host.host.address(null);
    expect(await host.window({ token }).ended()).toEqual(refused('wrong'));
    expect(host.newAddresses).toEqual([]);
  });

  it('for a browser’s command line can be redeemed by its user only', async () => {
    const uid = process.getuid?.() ?? 0;
    expect(await host.window({ token: tokenOf(host.host.address(uid + 1)) }).ended()).toEqual(
      refused('wrong'),
    );
    await host.window({ token: tokenOf(host.host.address(uid)) }).session();
  });

  it('is left as it is by a browser that is let in already', async () => {
    const session = await (await host.signedIn()).session();
    const token = tokenOf(host.host.address(null));
    expect(await host.window({ session, token }).session()).toBe(session);
    await host.window({ token }).session();
  });

  it('lets a browser in whose session is of an earlier Patchbay', async () => {
    const window = host.window({ session: 'x'.repeat(43), token: tokenOf(host.host.address(null)) });
    expect(await window.session()).not.toBe('x'.repeat(43));
  });
});

describe('without a session that we gave', () => {
  it.each([
    ['none', {}],
    ['a made up one', { session: 'A'.repeat(43) }],
    ['an empty one', { session: '' }],
  ])('nobody is let in: %s', async (_what, hello) => {
    const window = host.window(hello);
    expect(await window.ended()).toEqual(refused('unknown'));
    expect(window.told).toEqual([]);
  });

  it('another server’s session is not ours', async () => {
    const other = await TestHost.start();
    const session = await (await other.signedIn()).session();
    expect(await host.window({ session }).ended()).toEqual(refused('unknown'));
    await other.host.close();
  });

  it.each([
    ['a request', { id: 1, name: 'view.open', input: {} }],
    ['nothing of ours', 7],
  ])('%s is no greeting', async (_what, message) => {
    const window = host.window(message as never);
    expect(await window.ended()).toMatchObject({ code: 1008 });
    expect(window.told).toEqual([]);
  });
});

describe('a session', () => {
  it('is of the user whose process redeemed the token', () => {
    const access = new Access();
    const token = access.issue(null);
    const signedIn = access.signIn({ token }, 1000);
    if (!signedIn.ok) throw new Error(signedIn.refusal);
    const { session } = signedIn;
    expect(access.signIn({ session }, 1000)).toEqual({ ok: true, session });
    for (const uid of [0, 1001, null])
      expect(access.signIn({ session }, uid)).toEqual({ ok: false, refusal: 'unknown' });
    expect([1000, 1001, null].map((uid) => access.hasSessionOf(uid))).toEqual([true, false, false]);
  });
});
