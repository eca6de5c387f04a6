import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeFace, TestHost } from './support.ts';

let host: TestHost;
const engine = fakeFace();
beforeEach(async () => {
  engine.asked.length = 0;
  host = await TestHost.start(engine.face);
  await host.signIn();
});
afterEach(() => host.host.close());

describe('a page that is not ours', () => {
  it.each(['evil.example', 'localhost', '127.0.0.1', '127.0.0.1:1', '[::1]'])(
    'reaches nothing by a name that resolves to us: %s',
    async (name) => {
      for (const path of ['/', '/assets/main.js', '/events', '/?token=x'])
        expect((await host.ask({ path, headers: { host: name } })).status).toBe(421);
      expect((await host.post('view.refresh', {}, { host: name })).status).toBe(421);
      expect(engine.asked).toEqual([]);
    },
  );

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a name of ours', { origin: 'http://localhost' }],
    ['no origin of its own', { origin: 'null' }],
    ['no word about it', { origin: undefined }],
    ['a browser that says so', { 'sec-fetch-site': 'cross-site' }],
    ['another port, by the browser’s word', { 'sec-fetch-site': 'same-site' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
  ])('asks nothing of the engine: %s', async (_what, headers) => {
    expect((await host.post('view.refresh', {}, headers)).status).toBe(403);
    expect(engine.asked).toEqual([]);
  });

  it.each([
    ['by origin', { origin: 'http://127.0.0.1:1' }],
    ['by the browser’s word', { 'sec-fetch-site': 'same-site' }],
  ])('hears no events: %s', async (_what, headers) => {
    expect((await host.ask({ path: '/events', headers })).status).toBe(403);
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
    const input = { edit: { kind: 'unplug', cable: 'link:a;b "x"' } };
    const reply = await host.post('edit.plan', input);
    expect(reply).toMatchObject({ status: 200, text: '{"ok":true,"value":null}' });
    expect(engine.asked).toEqual([{ name: 'edit.plan', input }]);
  });

  it('is loaded from a link, a bookmark and the address bar', async () => {
    for (const site of ['none', 'cross-site', 'same-origin'])
      expect(
        (await host.ask({ path: '/', headers: { 'sec-fetch-site': site, 'sec-fetch-dest': 'document' } }))
          .status,
      ).toBe(200);
  });
});
