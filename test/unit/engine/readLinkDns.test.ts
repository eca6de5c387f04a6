import { expect, it } from 'vitest';
import { Reader } from '#electron/engine/reader.ts';
import { recordingHost } from '#electron/hosts/capture/record.ts';
import { sshClient } from '#electron/hosts/local/process/sshClient.ts';
import { printed } from './support/scriptedHost.ts';
import { scriptedReader } from './support/scriptedReader.ts';

const asked = (ran: readonly (readonly string[])[]) => ran.filter(([program]) => program === 'resolvectl');

it('tells whom systemd-resolved asks through which link', async () => {
  const { host, reader } = scriptedReader();
  host.script('resolvectl', ([, what]) =>
    printed(
      what === 'dns'
        ? 'Global:\nLink 2 (br0): 192.168.1.1\n'
        : 'Global:\nLink 2 (br0): lan\nLink 3 (wg0): ~corp\n',
    ),
  );
  expect((await reader.read()).linkDns).toEqual({
    br0: { servers: ['192.168.1.1'], domains: ['lan'] },
    wg0: { servers: [], domains: ['~corp'] },
  });
});

it.each([
  ['is not installed', undefined],
  [
    'does not run',
    () => printed('', 'Failed to get global data: Unit dbus-org.freedesktop.resolve1.service not found.', 1),
  ],
])('is no trouble where it %s, and asked again only after ten minutes', async (_what, script) => {
  const { host, reader, clock } = scriptedReader();
  if (script !== undefined) host.script('resolvectl', script);
  const snapshot = await reader.read();
  expect(snapshot.linkDns).toBeUndefined();
  expect(snapshot.sources.find(({ name }) => name === 'link-dns')).toMatchObject({
    status: 'ok',
    message: '',
  });
  host.takeRan();
  clock.now += 9 * 60_000;
  await reader.read();
  await reader.readFor({ domains: [], dns: true });
  expect(asked(host.takeRan())).toEqual([]);
  clock.now += 2 * 60_000;
  await reader.read();
  expect(asked(host.takeRan())).not.toEqual([]);
});

it('is not asked by a poll, and by a read after an edit only where the edit is about it', async () => {
  const { host, reader } = scriptedReader();
  host.script('resolvectl', () => printed(''));
  await reader.poll(2000);
  await reader.readFor({ domains: [] });
  expect(asked(host.takeRan())).toEqual([]);
  await reader.readFor({ domains: [], dns: true });
  expect(asked(host.takeRan())).toEqual([
    ['resolvectl', 'dns'],
    ['resolvectl', 'domain'],
  ]);
});

it('that hangs costs its own facts only', async () => {
  const { host, reader } = scriptedReader();
  host.script('resolvectl', () => ({ kind: 'timed-out', afterMs: 5000, stdout: '', stderr: '' }));
  const snapshot = await reader.read();
  expect(snapshot.sources.find(({ name }) => name === 'link-dns')).toMatchObject({ status: 'timed-out' });
  expect(snapshot.links.length).toBeGreaterThan(0);
});

it.each([
  ['192.168.1.77 51514 192.168.1.10 22', '192.168.1.77'],
  ['fe80::5%enp3s0 51514 fe80::1%enp3s0 22', 'fe80::5%enp3s0'],
  ['$(id) 1 2 3', null],
  ['', null],
  [undefined, null],
])('sshd’s %j tells of a user from %j', (told, client) => {
  expect(sshClient(told === undefined ? {} : { SSH_CONNECTION: told })).toBe(client);
});

it('keeps whence the user came in the snapshot, and out of a capture', async () => {
  const { host } = scriptedReader();
  const reached = Object.assign(host, { cameFrom: '192.168.1.77' });
  expect((await new Reader(reached).read()).cameFrom).toBe('192.168.1.77');
  const recording = recordingHost(reached);
  expect((await new Reader(recording.host).read()).cameFrom).toBeUndefined();
  expect(JSON.stringify(recording.answers())).not.toContain('192.168.1.77');
});
