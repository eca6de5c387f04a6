import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { startWebHost } from '#electron/server/webHost.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { fakeFace, TestHost, type TestWindow } from './support.ts';

let host: TestHost;
let window: TestWindow;
afterEach(() => host.host.close());

async function started() {
  host = await TestHost.start();
}

/** With one window, whose own first view is not among what the engine was asked. */
async function signedIn(engine = fakeFace()) {
  host = await TestHost.start(engine.face);
  window = await host.signedIn();
  await window.events(1);
  engine.asked.length = 0;
  return engine;
}

describe('every reply', () => {
  it.each(['/', '/assets/main.js', '/nothing', '/socket', '/?token=wrong'])(
    'of %s carries the protecting headers',
    async (path) => {
      await started();
      const { headers } = await host.ask({ path });
      const policy = headers['content-security-policy'] as string;
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
      });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    },
  );
});

describe('files', () => {
  it.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/assets/../../package.json',
    '/assets/..\\..\\package.json',
    '//etc/passwd',
    '/etc/passwd',
    'file:///etc/passwd',
    'http://127.0.0.1/etc/passwd',
    '/assets/',
    '/index.html/',
    '/__proto__',
    '/constructor',
  ])('are those that were built and no others: %s', async (path) => {
    await started();
    expect((await host.ask({ path })).status).toBe(404);
  });

  it('have their length and no body when only their head is asked for', async () => {
    await started();
    const reply = await host.ask({ path: '/assets/main.js', method: 'HEAD' });
    expect(reply).toMatchObject({ status: 200, text: '', headers: { 'content-length': '6' } });
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])('are only read: %s', async (method) => {
    await started();
    const reply = await host.ask({ path: '/', method });
    expect(reply).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });
});

describe('requests', () => {
  it.each(['nonsense', '__proto__', 'constructor', 'toString', 'view.open/x', ''])(
    'that there are none of are refused: %j',
    async (name) => {
      const engine = await signedIn();
      expect(await window.ask(name, {})).toMatchObject({ ok: false });
      expect(engine.asked).toEqual([]);
    },
  );

  it.each([
    ['edit.apply', {}],
    ['edit.apply', { planId: 7 }],
    ['edit.apply', { planId: 'x', more: 1 }],
    ['edit.plan', { edit: { kind: 'shell', command: 'rm' } }],
    ['host.open', { host: 'replay:/etc/passwd' }],
    ['view.open', null],
    ['view.open', []],
    ['settings.save', { settings: { version: 2 } }],
  ])('whose input does not fit are refused: %s %j', async (name, input) => {
    const engine = await signedIn();
    expect(await window.ask(name, input)).toMatchObject({ ok: false });
    expect(engine.asked).toEqual([]);
  });

  it.each([
    ['is not JSON', '{"a":'],
    ['is no request', '{"id":1}'],
    ['is another greeting', '{"session":"x"}'],
    ['has an id that is no number', '{"id":"1","name":"view.refresh","input":{}}'],
    ['is not text', Buffer.from('{"id":1,"name":"view.refresh","input":{}}')],
  ])('end a window that says what %s', async (_what, message) => {
    const engine = await signedIn();
    window.socket.send(message);
    expect(await window.ended()).toMatchObject({ code: 1008 });
    expect(engine.asked).toEqual([]);
  });

  it('that are too long end it', async () => {
    const engine = await signedIn();
    window.socket.send(JSON.stringify({ id: 1, name: 'view.refresh', input: 'x'.repeat(3 * 1024 * 1024) }));
    expect(await window.ended()).toMatchObject({ code: 1009 });
    expect(engine.asked).toEqual([]);
  });

  it('that the engine refuses say why, in its words', async () => {
    await signedIn(
      fakeFace({
        'host.open': () => {
          throw new UserFailure('libvirt is away.', 'Start it.');
        },
      }),
    );
    expect(await window.ask('host.open', { host: 'local' })).toEqual({
      ok: false,
      error: { message: 'libvirt is away.', advice: 'Start it.' },
    });
    expect(host.reported).toEqual([]);
  });

  it('that break the engine tell the terminal, and the page nothing of its inside', async () => {
    const bug = new TypeError('secret of /home/me/plan.ts');
    await signedIn(
      fakeFace({
        'view.refresh': () => {
          throw bug;
        },
      }),
    );
    const answered = JSON.stringify(await window.ask('view.refresh', {}));
    expect(answered).toMatch(/^\{"ok":false/);
    expect(answered).not.toMatch(/secret|TypeError|plan\.ts|\bat \S+:\d/);
    expect(host.reported).toEqual([bug]);
  });

  it('are not taken by HTTP', async () => {
    const engine = await signedIn();
    for (const path of ['/api/view.refresh', '/socket']) {
      const headers = { 'content-type': 'application/json', origin: host.origin };
      expect((await host.ask({ path, method: 'POST', headers, body: '{}' })).status).toBe(405);
    }
    expect(engine.asked).toEqual([]);
  });
});

describe('the server', () => {
  it('listens on 127.0.0.1 alone', async () => {
    host = await TestHost.start();
    // The whole of 127.0.0.0/8 is this machine: a server on all addresses would answer here as well.
    const socket = connect(host.host.port, '127.0.0.2');
    const error = await new Promise((resolve) => {
      socket.on('error', resolve);
      socket.on('connect', () => resolve(null));
    });
    socket.destroy();
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('says so when its port is taken', async () => {
    host = await TestHost.start();
    const options = { face: fakeFace().face, files: new Map(), onNewAddress: () => {}, report: () => {} };
    await expect(startWebHost(options, { port: host.host.port })).rejects.toThrow(
      new UserFailure(
        `Port ${host.host.port} is taken by another program.`,
        'Choose another one with --port, or leave it out.',
      ),
    );
  });

  it('survives what is not HTTP', async () => {
    await started();
    const socket = connect(host.host.port, '127.0.0.1');
    socket.end('\x16\x03\x01 hello\r\n\r\n');
    expect(await text(socket)).toMatch(/^(HTTP\/1\.1 400|$)/);
    expect((await host.ask({ path: '/' })).status).toBe(200);
  });
});
