import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeFace, TestHost } from './support.ts';

let host: TestHost;
let session: string;
const engine = fakeFace();
beforeEach(async () => {
  host = await TestHost.start(engine.face);
  session = await (await host.signedIn()).session();
  engine.asked.length = 0;
});
afterEach(() => host.host.close());

describe('a page that is not ours', () => {
  it.each(['evil.example', 'localhost', '127.0.0.1', '127.0.0.1:1', '[::1]'])(
    'reaches nothing by a name that resolves to us: %s',
    async (name) => {
      for (const path of ['/', '/assets/main.js', '/?token=x'])
        expect((await host.ask({ path, headers: { host: name } })).status).toBe(421);
      expect(await host.window({ session }, { host: name }).ended()).toMatchObject({ code: 421 });
      expect(engine.asked).toEqual([]);
    },
  );

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a name of ours', { origin: 'http://localhost' }],
    ['no origin of its own', { origin: 'null' }],
    ['no word about it', { origin: '' }],
    ['a browser that says so', { 'sec-fetch-site': 'cross-site' }],
    ['another port, by the browser’s word', { 'sec-fetch-site': 'same-site' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
  ])('opens no socket, whatever it knows: %s', async (_what, headers) => {
    expect(await host.window({ session }, headers).ended()).toMatchObject({ code: 403 });
    expect(engine.asked).toEqual([]);
  });

  it.each(['/', '/api/view.open', '/events', '/socket/'])('finds no other socket: %s', async (path) => {
    expect(await host.window({ session }, {}, path).ended()).toMatchObject({ code: 404 });
  });

  it.each([
    ['in a frame', '/', { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' }],
    ['in a frame of another port', '/', { 'sec-fetch-dest': 'frame', 'sec-fetch-site': 'same-site' }],
    ['as a script', '/assets/main.js', { 'sec-fetch-dest': 'script', 'sec-fetch-site': 'same-site' }],
    ['by fetch', '/', { 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'cross-site' }],
  ])('embeds no file of ours: %s', async (_what, path, headers) => {
    expect((await host.ask({ path, headers })).status).toBe(403);
  });
});

describe('our own page', () => {
  it('asks the engine, with the input as it was sent', async () => {
    const window = host.window({ session });
    await window.session();
    engine.asked.length = 0;
    const input = { edit: { kind: 'unplug', cable: 'link:a;b "x"' } };
    expect(await window.ask('edit.plan', input)).toEqual({ ok: true, value: null });
    expect(engine.asked).toContainEqual({ name: 'edit.plan', input });
  });

  it('is loaded from a link, a bookmark and the address bar', async () => {
    for (const site of ['none', 'cross-site', 'same-origin'])
      expect(
        (await host.ask({ path: '/', headers: { 'sec-fetch-site': site, 'sec-fetch-dest': 'document' } }))
          .status,
      ).toBe(200);
  });

  it('is loaded and let in however many cookies other programs have set for this machine', async () => {
    const cookie = `x=${'x'.repeat(700_000)}`;
    expect((await host.ask({ path: '/', headers: { cookie } })).status).toBe(200);
    await host.window({ session }, { cookie }).session();
  });
});
