import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { journalFor } from '#electron/engine/history/journalFor.ts';
import { openHost } from '#electron/engine/session/openHost.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import { linkId } from '#shared/topology/model.ts';
import { Bench } from './editing.ts';
import { describeInLab, masterOf, resetLab, until } from './support/lab.ts';
import { SshServer } from './support/sshServer.ts';

const execute = promisify(execFile);
const plug = { kind: 'move', cable: linkId('tap-loose'), to: linkId('br1') } as const;

describeInLab('an edit over SSH', () => {
  let server: SshServer;
  let state: string;
  const benches: Bench[] = [];

  beforeAll(async () => {
    server = await SshServer.start();
  });
  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'patchbay-ssh-'));
  });
  afterEach(async () => {
    for (const bench of benches.splice(0)) await bench.close();
    await rm(state, { recursive: true });
    await resetLab();
  });
  afterAll(() => server.stop());

  async function open(name = 'ssh://root@lab'): Promise<Bench> {
    const host = await openHost(name);
    const bench = await Bench.open(host, journalFor(host, state));
    benches.push(bench);
    return bench;
  }

  test('is in the history of its host, and undone from there by the next Patchbay', async () => {
    const first = await open();
    expect(await first.apply(plug)).toMatchObject({ outcome: 'done' });
    expect(await masterOf('tap-loose')).toBe('br1');
    const machine = (await readFile('/etc/machine-id', 'utf8')).trim();
    expect(await readFile(join(state, `history-${machine}.jsonl`), 'utf8')).toContain('tap-loose');
    const next = await open('ssh://lab');
    expect(await next.undo()).toMatchObject({ outcome: 'done' });
    expect(await masterOf('tap-loose')).toBeNull();
  }, 300_000);

  describe('and the lock of the host', () => {
    test('keeps it from one that a Patchbay there is at', async () => {
      const there = await localHost().lock.take();
      const host = await openHost('ssh://root@lab');
      expect(await host.lock.take()).toMatchObject({
        ok: false,
        ignorable: false,
        message: expect.stringContaining(`process ${process.pid} there`),
      });
      if (there.ok) await there.release();
      const own = await host.lock.take();
      expect(own.ok).toBe(true);
      await host.close();
    });

    test('keeps others from it, there and elsewhere, for as long as it lasts', async () => {
      const [host, other] = [await openHost('ssh://root@lab'), await openHost('ssh://root@lab')];
      const own = await host.lock.take();
      expect(own.ok).toBe(true);
      expect(await localHost().lock.take()).toMatchObject({
        ok: false,
        message: expect.stringMatching(/^Another Patchbay edits this host since/),
      });
      expect(await other.lock.take()).toMatchObject({ ok: false });
      if (own.ok) await own.release();
      await until('it is free', async () => {
        const attempt = await other.lock.take();
        if (attempt.ok) await attempt.release();
        return attempt.ok ? true : null;
      });
      await host.close();
      await other.close();
    });

    test('is gone with its connection', async () => {
      const host = await openHost('ssh://root@lab');
      expect(await host.lock.take()).toMatchObject({ ok: true });
      await server.cut();
      await until('it is free', async () => {
        const attempt = await localHost().lock.take();
        if (attempt.ok) await attempt.release();
        return attempt.ok ? true : null;
      });
      await host.close();
    });

    test('can’t be had where its folder is full', async () => {
      await execute('mount', ['-t', 'tmpfs', '-o', 'mode=1777,size=4k', 'tmpfs', '/run/lock']);
      await writeFile('/run/lock/full', 'x'.repeat(4096)).catch(() => {});
      const host = await openHost('ssh://root@lab');
      expect(await host.lock.take()).toMatchObject({
        ok: false,
        message: expect.stringContaining('the lock in /run/lock could not be written'),
      });
      await host.close();
      await execute('umount', ['/run/lock']);
    });
  });

  describe('as an ordinary user', () => {
    const NAME = 'ssh://nobody@lab';

    beforeAll(async () => {
      await mkdir('/run/lab/home', { mode: 0o755 });
      // The lab has a mount namespace of its own: the machine's own users and rules are neither read nor touched.
      const users = await readFile('/etc/passwd', 'utf8');
      await writeFile(
        '/run/lab/passwd',
        users.replace(/^nobody:.*$/m, 'nobody:x:65534:65534::/run/lab/home:/bin/sh'),
      );
      await execute('mount', ['--bind', '/run/lab/passwd', '/etc/passwd']);
      await execute('mount', ['-t', 'tmpfs', '-o', 'mode=750', 'tmpfs', '/etc/sudoers.d']);
    });
    afterAll(async () => {
      await execute('umount', ['/etc/sudoers.d']);
      await execute('umount', ['/etc/passwd']);
    });

    test('whom sudo lets, without a password', async () => {
      const rule = 'Defaults !syslog\nnobody ALL=(root) NOPASSWD: ALL\n';
      await writeFile('/etc/sudoers.d/lab', rule, { mode: 0o440 });
      const bench = await open(NAME);
      const result = await bench.apply(plug);
      expect(result).toMatchObject({ outcome: 'done' });
      expect(result.steps.map(({ command }) => command)).toEqual([
        'ip link set dev tap-loose master br1  # as root, through sudo',
      ]);
      expect(await masterOf('tap-loose')).toBe('br1');
    });

    test('whom sudo asks for a password: the command is offered to copy', async () => {
      const rule = 'Defaults !syslog\nnobody ALL=(root) ALL\n';
      await writeFile('/etc/sudoers.d/lab', rule, { mode: 0o440 });
      const result = await (await open(NAME)).apply(plug);
      expect(result.outcome).not.toBe('done');
      expect(`${result.message} ${result.advice}`).toMatch(
        /root’s rights, and sudo there didn’t give them \(a password is required\).* sudo ip link set dev tap-loose master br1/,
      );
      expect(await masterOf('tap-loose')).toBeNull();
    });
  });
});
