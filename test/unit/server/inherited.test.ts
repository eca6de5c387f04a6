import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stream } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { takeInheritedSockets } from '#electron/server/inherited.ts';

describe('the sockets that systemd passes on', () => {
  it.each([
    ['1', { web: 3, control: null }],
    ['2', { web: 3, control: 4 }],
  ])('are %s, in the order of the unit, and our own processes hear nothing of them', (count, sockets) => {
    const environment = { LISTEN_PID: '77', LISTEN_FDS: count, LISTEN_FDNAMES: 'a:b', HOME: '/x' };
    expect(takeInheritedSockets(environment, 77)).toEqual(sockets);
    expect(environment).toEqual({ HOME: '/x' });
  });

  it.each([
    [{}],
    [{ LISTEN_FDS: '1' }],
    [{ LISTEN_PID: '78', LISTEN_FDS: '1' }],
    [{ LISTEN_PID: '77x', LISTEN_FDS: '1' }],
    [{ LISTEN_PID: '77' }],
  ])('are none of ours: %j', (environment) => {
    expect(takeInheritedSockets(environment, 77)).toBeNull();
    expect(environment).toEqual({});
  });

  it.each(['0', '3', '', '-1', '1e0', ' 1'])('that are “%s” are refused, with what to do', (count) => {
    expect(() => takeInheritedSockets({ LISTEN_PID: '77', LISTEN_FDS: count }, 77)).toThrow(
      expect.objectContaining({ advice: expect.stringContaining('ListenStream=') }),
    );
  });
});

const patchbay = join(import.meta.dirname, '../../../.build/bin/patchbay.cjs');

/** Runs `patchbay serve` with a socket of this process, as systemd would. */
async function served(host: string): Promise<{ code: number; said: string }> {
  const given = createServer();
  await new Promise<void>((resolve) =>
    given.listen(host.includes('/') ? { path: host } : { host, port: 0 }, resolve),
  );
  // Node tells no descriptor of a server; a child can be given its handle.
  const { _handle: handle } = given as unknown as { _handle: Stream };
  const script = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"';
  const child = spawn('sh', ['-c', script, 'sh', process.execPath, patchbay, 'serve', '--host', 'demo'], {
    stdio: ['ignore', 'pipe', 'pipe', handle],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data) => {
      said += data;
      if (said.includes('is served on port')) child.kill();
    });
  const [code] = await once(child, 'close');
  given.close();
  return { code, said };
}

describe('a web host', () => {
  it('takes a socket of 127.0.0.1, and prints no address with a token', async () => {
    const { code, said } = await served('127.0.0.1');
    expect(said).toMatch(
      /^Patchbay is served on port \d+ of 127\.0\.0\.1\. patchbay url prints an address that opens it\.\n$/,
    );
    expect(code).toBe(0);
  });

  it.each([
    ['0.0.0.0', /a socket of 0\.0\.0\.0:\d+ to Patchbay, which listens on 127\.0\.0\.1 only/],
    ['127.0.0.2', /a socket of 127\.0\.0\.2:\d+/],
    ['::1', /a socket of ::1:\d+/],
    [join(tmpdir(), `patchbay-${process.pid}.sock`), /passes a unix socket to Patchbay/],
  ])('takes no socket of %s', async (host, why) => {
    const { code, said } = await served(host);
    expect(said).toMatch(why);
    expect(said).toMatch(/ListenStream=127\.0\.0\.1:PORT first/);
    expect(code).toBe(1);
  });
});
