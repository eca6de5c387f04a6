import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askAddress } from '#electron/server/askAddress.ts';
import { type Control, startControl } from '#electron/server/control.ts';
import { controlPlaces } from '#electron/server/controlPlace.ts';

const address = 'http://127.0.0.1:8090/?token=0123456789012345678901234567890123456789012';

let runtime: string;
let path: string;
let open: { close(): unknown }[] = [];
beforeEach(async () => {
  runtime = await mkdtemp(join(tmpdir(), 'patchbay-run-'));
  vi.stubEnv('XDG_RUNTIME_DIR', runtime);
  path = join(runtime, 'patchbay/serve-8090.sock');
});
afterEach(async () => {
  for (const each of open) await each.close();
  open = [];
  vi.unstubAllEnvs();
  await rm(runtime, { recursive: true });
});

async function control(port = 8090): Promise<Control> {
  const started = await startControl(port, null, () => address);
  open.push(started);
  return started;
}

/** Something else that listens there, and treats whoever comes so. */
async function stranger(treat: (socket: Socket) => void, at = path): Promise<Server> {
  await mkdir(join(at, '..'), { recursive: true, mode: 0o700 });
  const server = createServer((socket) => {
    socket.on('error', () => {});
    treat(socket);
  }).listen(at);
  await once(server, 'listening');
  open.push(server);
  return server;
}

describe('the control socket of a web host', () => {
  it('gives an address to its owner, again and again, and is nobody else’s to open', async () => {
    await control();
    expect(await askAddress(path)).toEqual({ kind: 'address', address });
    expect(await askAddress(path)).toEqual({ kind: 'address', address });
    expect((await stat(join(runtime, 'patchbay'))).mode & 0o777).toBe(0o700);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await controlPlaces()).toEqual([{ port: 8090, path }]);
  });

  it.runIf(process.getuid?.() === 0)('lets no other user in', async () => {
    await control();
    // The folders above are anybody’s to enter.
    await chmod(runtime, 0o755);
    const script = `require('net').connect(${JSON.stringify(path)}).on('error', (e) => { console.log(e.code); }).on('connect', () => process.exit(3))`;
    const nobody = [
      '--reuid',
      '65534',
      '--regid',
      '65534',
      '--clear-groups',
      '--',
      process.execPath,
      '-e',
      script,
    ];
    expect((await promisify(execFile)('setpriv', nobody)).stdout).toBe('EACCES\n');
  });

  it('is gone with it', async () => {
    const started = await control();
    open = [];
    await started.close();
    expect(await askAddress(path)).toEqual({ kind: 'nobody' });
    expect(await readdir(join(runtime, 'patchbay'))).toEqual([]);
  });

  it('takes the place of one whose web host was killed', async () => {
    await mkdir(join(runtime, 'patchbay'), { mode: 0o700 });
    const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => console.log('ready'))`;
    const killed = spawn(process.execPath, ['-e', script]);
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    await once(killed, 'close');
    expect(await askAddress(path)).toEqual({ kind: 'nobody' });
    await control();
    expect(await askAddress(path)).toEqual({ kind: 'address', address });
  });

  it('takes no place that somebody answers at', async () => {
    await stranger((socket) => socket.end('mine\n'));
    await expect(startControl(8090, null, () => address)).rejects.toThrow('is in use by another Patchbay');
    expect(await askAddress(path)).toMatchObject({ kind: 'failed' });
  });

  it('is not made in a folder that is open to others, nor under a path that no socket can have', async () => {
    await mkdir(join(runtime, 'patchbay'), { mode: 0o755 });
    await chmod(join(runtime, 'patchbay'), 0o755);
    await expect(startControl(8090, null, () => address)).rejects.toThrow(
      'is another user’s, or open to others',
    );
    const long = join(runtime, 'x'.repeat(100));
    await mkdir(long, { mode: 0o700 });
    vi.stubEnv('XDG_RUNTIME_DIR', long);
    await expect(startControl(8090, null, () => address)).rejects.toThrow('longer than a socket’s path');
  });

  it('says nothing to whoever asks for something else', async () => {
    await control();
    const asking = spawn(process.execPath, [
      '-e',
      `const s = require('net').connect(${JSON.stringify(path)}); s.write('GET / HTTP/1.1\\r\\n\\r\\n'); s.on('data', (d) => console.log(String(d))); setTimeout(() => process.exit(0), 300)`,
    ]);
    let said = '';
    asking.stdout.on('data', (data) => {
      said += data;
    });
    await once(asking, 'close');
    expect(said).toBe('');
  });
});

describe('an answer', () => {
  it.each([
    ['', 'something else'],
    ['not JSON\n', 'something else'],
    ['{"address":"http://evil.example/?token=01234567890123456789"}\n', 'something else'],
    ['{"address":"http://127.0.0.1:8090/?token=0123456789012345678901\\u001b[2J"}\n', 'something else'],
    [`${JSON.stringify({ address, more: 1 })}\n`, 'something else'],
    ['x'.repeat(5000), 'something else'],
  ])('that is no address is told as a failure: %j', async (said, why) => {
    await stranger((socket) => socket.end(said));
    expect(await askAddress(path)).toEqual({ kind: 'failed', why: expect.stringContaining(why) });
  });

  it('that doesn’t come is not waited for', async () => {
    await stranger(() => {});
    expect(await askAddress(path, 200)).toEqual({
      kind: 'failed',
      why: 'it did not answer within 0.2 seconds',
    });
  });
});
