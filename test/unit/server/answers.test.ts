import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { UserFailure } from '../../../electron/engine/userFailure.ts';
import { startWebHost } from '../../../electron/server/webHost.ts';
import { fakeFace, TestHost } from './support.ts';

let host: TestHost;
afterEach(() => host.host.close());

async function signedIn(engine = fakeFace()) {
  host = await TestHost.start(engine.face);
  await host.signIn();
  return engine;
}

describe('every reply', () => {
  it.each(['/', '/assets/main.js', '/nothing', '/api/view.open', '/events?x', '/?token=wrong'])(
    'of %s carries the protecting headers',
    async (path) => {
      host = await TestHost.start();
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
    await signedIn();
    expect((await host.ask({ path })).status).toBe(404);
  });

  it('have their length and no body when only their head is asked for', async () => {
    await signedIn();
    const reply = await host.ask({ path: '/assets/main.js', method: 'HEAD' });
    expect(reply).toMatchObject({ status: 200, text: '', headers: { 'content-length': '6' } });
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])('are only read: %s', async (method) => {
    await signedIn();
    const reply = await host.ask({ path: '/', method });
    expect(reply).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });
});

describe('requests', () => {
  it.each(['GET', 'PUT', 'OPTIONS'])('are posted: %s is refused', async (method) => {
    const engine = await signedIn();
    const reply = await host.ask({ path: '/api/view.open', method, headers: { origin: host.origin } });
    expect(reply).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect(engine.asked).toEqual([]);
  });

  it.each(['nonsense', '__proto__', 'constructor', 'toString', 'view.open/x', ''])(
    'that there are none of are refused: %j',
    async (name) => {
      const engine = await signedIn();
      expect((await host.post(name, {})).status).toBe(404);
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
    const reply = await host.post(name, input);
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.text)).toMatchObject({ ok: false });
    expect(engine.asked).toEqual([]);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/jsonp',
    undefined,
  ])('are JSON by their type: %s is not', async (type) => {
    const engine = await signedIn();
    expect((await host.post('view.open', {}, { 'content-type': type })).status).toBe(415);
    expect(engine.asked).toEqual([]);
  });

  it('that are not JSON are refused', async () => {
    await signedIn();
    const reply = await host.ask({
      path: '/api/view.open',
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: host.origin },
      body: '{"a":',
    });
    expect(reply.status).toBe(400);
  });

  it.each([
    ['by its own word', {}],
    ['without a word', { 'transfer-encoding': 'chunked' }],
  ])('that are too long are cut off: %s', async (_what, headers) => {
    const engine = await signedIn();
    const reply = await host.ask({
      path: '/api/view.open',
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: host.origin, ...headers },
      body: Buffer.alloc(3 * 1024 * 1024, ' '),
    });
    expect(reply.status).toBe(413);
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
    const reply = await host.post('host.open', { host: 'local' });
    expect(reply.status).toBe(422);
    expect(JSON.parse(reply.text)).toEqual({
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
    const reply = await host.post('view.refresh', {});
    expect(reply.status).toBe(500);
    expect(reply.text).not.toMatch(/secret|TypeError|plan\.ts|\bat \S+:\d/);
    expect(host.reported).toEqual([bug]);
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
    await expect(startWebHost(options, host.host.port)).rejects.toThrow(
      new UserFailure(
        `Port ${host.host.port} is taken by another program.`,
        'Choose another one with --port, or leave it out.',
      ),
    );
  });

  it('survives what is not HTTP', async () => {
    await signedIn();
    const socket = connect(host.host.port, '127.0.0.1');
    socket.end('\x16\x03\x01 hello\r\n\r\n');
    expect(await text(socket)).toMatch(/^(HTTP\/1\.1 400|$)/);
    expect((await host.ask({ path: '/' })).status).toBe(200);
  });
});
