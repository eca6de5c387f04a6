import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cookieFrom, pathOf, TestHost } from './support.ts';

let host: TestHost;
beforeEach(async () => {
  host = await TestHost.start();
});
afterEach(() => host.host.close());

describe('the address with its token', () => {
  it('is exchanged for a cookie that scripts and other sites cannot use, and leaves the address bar', async () => {
    const reply = await host.ask({ path: pathOf(host.host.address(null)) });
    expect(reply.status).toBe(303);
    expect(reply.headers.location).toBe('/');
    expect(reply.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^patchbay-${host.host.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    );
    host.cookie = cookieFrom(reply);
    expect(await host.ask({ path: '/' })).toMatchObject({ status: 200, text: '<title>Patchbay</title>' });
  });

  it('opens one browser only, and tells the terminal, not the asker, of a new one', async () => {
    const path = pathOf(host.host.address(null));
    await host.ask({ path });
    const again = await host.ask({ path });
    expect(again.status).toBe(403);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(host.newAddresses).toHaveLength(1);
    const [fresh = ''] = host.newAddresses;
    expect(again.text).not.toContain(new URL(fresh).searchParams.get('token'));
    expect((await host.ask({ path: pathOf(fresh) })).status).toBe(303);
  });

  it('fills no terminal when a used one is opened again and again', async () => {
    const path = pathOf(host.host.address(null));
    for (let count = 0; count < 5; count += 1) await host.ask({ path });
    expect(host.newAddresses).toHaveLength(1);
  });

  it('is not used up by a look at it', async () => {
    const path = pathOf(host.host.address(null));
    expect((await host.ask({ path, method: 'HEAD' })).status).toBe(405);
    expect((await host.ask({ path })).status).toBe(303);
  });

  it.each([
    ['a wrong token', 'A'.repeat(43)],
    ['an empty token', ''],
    ['a very long token', 'x'.repeat(8000)],
  ])('refuses %s', async (_what, token) => {
    host.host.address(null);
    const reply = await host.ask({ path: `/?token=${token}` });
    expect(reply.status).toBe(403);
    expect(reply.headers['set-cookie']).toBeUndefined();
    expect(host.newAddresses).toEqual([]);
  });

  it('for a browser’s command line can be redeemed by its user only', async () => {
    const uid = process.getuid?.() ?? 0;
    const foreign = pathOf(host.host.address(uid + 1));
    expect((await host.ask({ path: foreign })).status).toBe(403);
    expect((await host.ask({ path: pathOf(host.host.address(uid)) })).status).toBe(303);
  });

  it('takes a browser that is known already to the app', async () => {
    await host.signIn();
    const reply = await host.ask({ path: pathOf(host.host.address(null)) });
    expect(reply).toMatchObject({ status: 303 });
    expect(reply.headers['set-cookie']).toBeUndefined();
  });
});

describe('without a cookie that we gave', () => {
  it.each(['/', '/index.html', '/assets/main.js'])('%s is not served', async (path) => {
    const reply = await host.ask({ path });
    expect(reply.status).toBe(401);
    expect(reply.text).not.toContain('main"');
  });

  it.each([
    ['none', {}],
    ['a made up one', { cookie: 'patchbay=x' }],
    ['an empty one', { cookie: '' }],
  ])('no request is answered: %s', async (_what, headers) => {
    const reply = await host.post('view.open', {}, headers);
    expect(reply.status).toBe(401);
    expect(JSON.parse(reply.text)).toMatchObject({ ok: false, error: { message: expect.any(String) } });
  });

  it('no event is told', async () => {
    expect((await host.ask({ path: '/events' })).status).toBe(401);
  });

  it('another server’s cookie is not ours', async () => {
    const other = await TestHost.start();
    await other.signIn();
    const value = other.cookie.split('=')[1];
    expect((await host.ask({ path: '/', headers: { cookie: other.cookie } })).status).toBe(401);
    expect(
      (await host.ask({ path: '/', headers: { cookie: `patchbay-${host.host.port}=${value}` } })).status,
    ).toBe(401);
    await other.host.close();
  });
});
