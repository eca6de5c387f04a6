import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Reader } from '#electron/engine/reader.ts';
import type { Host } from '#electron/hosts/host.ts';
import { sshHost } from '#electron/hosts/ssh/ssh.ts';
import { sshTarget } from '#shared/host/sshTarget.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { describeInLab, ip, until } from './support/lab.ts';
import { KNOWN_HOSTS, SshServer } from './support/sshServer.ts';

// What keeps a host from being reached over SSH, each made for real, and told in words.

const execute = promisify(execFile);

describeInLab('a host over SSH that can’t be reached', () => {
  let server: SshServer;
  const hosts: Host[] = [];
  const cleanUp: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    server = await SshServer.start();
  });
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.close();
    for (const each of cleanUp.splice(0)) await each();
    await server.restart();
  });
  afterAll(() => server.stop());

  async function open(name = 'ssh://root@lab'): Promise<Host> {
    const target = sshTarget(name);
    if (target === null) throw new Error('no name of a host');
    const host = await sshHost(target, 'nobody');
    hosts.push(host);
    return host;
  }

  const failure = (name?: string) =>
    open(name).then(
      () => 'it was reached',
      (error: unknown) => (error instanceof UserFailure ? `${error.message} ${error.advice}` : String(error)),
    );

  test('its key is not known yet', async () => {
    await server.restart();
    await writeFile(KNOWN_HOSTS, '');
    expect(await failure()).toMatch(/doesn’t know the key of lab yet.* ssh root@lab/);
  });

  test('its key has changed: a hard stop', async () => {
    await execute('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', '/run/lab/other']);
    cleanUp.push(
      () => rm('/run/lab/other'),
      () => rm('/run/lab/other.pub'),
    );
    const { stdout } = await execute('cut', ['-d', ' ', '-f', '1,2', '/run/lab/other.pub']);
    await writeFile(KNOWN_HOSTS, `lab,192.168.50.10 ${stdout}`);
    expect(await failure()).toMatch(/not the one that this machine knows.*Nothing was sent/);
  });

  test('sshd does not run', async () => {
    await server.cut();
    await server.down();
    expect(await failure()).toMatch(/^lab refuses the connection/);
  });

  test('there is no way to it, and no answer to its name', async () => {
    expect(await failure('ssh://root@[fd00:dead::1]')).toMatch(/^There is no way to fd00:dead::1/);
    expect(await failure('ssh://nowhere.invalid')).toMatch(/^There is no host called nowhere.invalid/);
  });

  test('nobody is let in', async () => {
    await server.restart({ server: ['PubkeyAuthentication no', 'PasswordAuthentication yes'] });
    expect(await failure()).toMatch(/^lab lets nobody in/);
  });

  test.each([
    ['a forced command', 'command="echo Only backups here"', /runs no commands for Patchbay: .*Only backups/],
    [
      'a forced command that is silent',
      'command="true"',
      /runs no commands for Patchbay: it printed nothing/,
    ],
  ])('its account has %s', async (_, key, words) => {
    await server.restart({ key });
    expect(await failure()).toMatch(words);
  });

  test.each([
    ['a banner', { server: ['Banner /etc/hostname'], key: '' }],
    ['room for one session on a connection', { server: ['MaxSessions 1'], key: '' }],
  ])('but it has %s, which keeps nobody out', async (_, options) => {
    await server.restart(options);
    const { sources } = await new Reader(await open()).read();
    expect(sources.find(({ name }) => name === 'ip-link')).toMatchObject({ status: 'ok' });
  });

  test('by its IPv6 address it can be', async () => {
    await ip('addr', 'add', 'fd00:1ab::10/64', 'dev', 'br0', 'nodad');
    await ip('-n', 'lan', 'addr', 'add', 'fd00:1ab::1/64', 'dev', 'lan0', 'nodad');
    cleanUp.push(
      () => ip('addr', 'del', 'fd00:1ab::10/64', 'dev', 'br0'),
      () => ip('-n', 'lan', 'addr', 'del', 'fd00:1ab::1/64', 'dev', 'lan0'),
    );
    await server.restart({ server: ['ListenAddress fd00:1ab::10'], client: ['HostKeyAlias lab'] });
    expect((await open('ssh://root@[fd00:1ab::10]')).cameFrom).toBe('fd00:1ab::1');
  });

  test('its connection breaks: that is told, and made again', async () => {
    const host = await open();
    const reader = new Reader(host);
    await reader.poll(60_000);
    await server.cut();
    await server.down();
    const link = async () => {
      const { snapshot } = await reader.poll(60_000);
      return snapshot.sources.find(({ name }) => name === 'ip-link');
    };
    await until('it is told', async () => ((await link())?.status === 'failed' ? true : null));
    expect((await link())?.message).toMatch(/refuses the connection/);
    await server.up();
    await until('it is back', async () => ((await link())?.status === 'ok' ? true : null));
  });

  test('it goes dead without a word: that is told within half a minute', async () => {
    const host = await open();
    const reader = new Reader(host);
    await reader.poll(60_000);
    await ip('-n', 'lan', 'link', 'set', 'dev', 'lan0', 'down');
    cleanUp.push(() => ip('-n', 'lan', 'link', 'set', 'dev', 'lan0', 'up'));
    const began = performance.now();
    const { late } = await reader.poll(2000);
    await late;
    expect(reader.snapshot().sources.find(({ name }) => name === 'ip-link')?.status).not.toBe('ok');
    expect(performance.now() - began).toBeLessThan(35_000);
  });
});
