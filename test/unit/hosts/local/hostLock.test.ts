import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, writeFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileHostLock } from '#electron/hosts/local/hostLock.ts';
import { isAlive, ownMark, type ProcessMark } from '#electron/hosts/local/processMark.ts';

let shared: string;
let home: string;
let lock: FileHostLock;

beforeEach(async () => {
  shared = await mkdtemp(join(tmpdir(), 'patchbay-lock-'));
  home = await mkdtemp(join(tmpdir(), 'patchbay-lock-'));
  await chmod(shared, 0o1777);
  lock = new FileHostLock(home, [shared]);
});

afterEach(() => Promise.all([shared, home].map((folder) => rm(folder, { recursive: true }))));

/** Another process's lock, as that process would leave it. */
async function leave(mark: ProcessMark, text?: string): Promise<string> {
  const own = await lock.take();
  const [name = ''] = await readdir(shared);
  if (own.ok) await own.release();
  const path = join(shared, name.replace(/\.\d+\.\d+\.lock$/, `.${mark.pid}.${mark.startTime}.lock`));
  await writeFile(path, text ?? JSON.stringify({ mark, at: '2026-01-01T00:00:00.000Z' }));
  return path;
}

describe('a lock on the host', () => {
  it('is had by one, and by another one after that', async () => {
    const first = await lock.take();
    expect(first.ok).toBe(true);
    expect(await new FileHostLock(home, [shared]).take()).toMatchObject({
      ok: false,
      message: expect.stringMatching(new RegExp(`since \\d\\d:\\d\\d:\\d\\d: process ${process.pid}, yours`)),
    });
    if (first.ok) await first.release();
    expect(await readdir(shared)).toEqual([]);
    expect((await lock.take()).ok).toBe(true);
  });

  it('is refused while another living process has it, and its file is left alone', async () => {
    const child = spawn('sleep', ['60']);
    const startTime =
      (await readFile(`/proc/${child.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[19] ?? '';
    const path = await leave({ ...ownMark(), pid: child.pid ?? 0, startTime });
    expect(await lock.take()).toMatchObject({ ok: false, message: expect.stringContaining(`${child.pid}`) });
    expect(await readdir(shared)).toEqual([path.slice(shared.length + 1)]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await lock.take()).ok).toBe(true);
  });

  it.each<[string, () => ProcessMark]>([
    ['its process is gone', () => ({ ...ownMark(), pid: 2 ** 22 + 1 })],
    ['its pid has been given to another process', () => ({ ...ownMark(), pid: 1, startTime: '1' })],
    ['the machine was started anew', () => ({ ...ownMark(), pid: 1, startTime: '', boot: 'before' })],
  ])('is recovered when it is stale: %s', async (_, mark) => {
    const path = await leave(mark());
    expect((await lock.take()).ok).toBe(true);
    expect(await readdir(shared)).not.toContain(path.slice(shared.length + 1));
  });

  it.each(['', '{}', 'garbage', '[]'.repeat(9999)])(
    'is not kept from anybody by what is no lock',
    async (text) => {
      await leave({ ...ownMark(), pid: 1, startTime: '7' }, text);
      expect((await lock.take()).ok).toBe(true);
    },
  );

  it('does not follow a link that somebody laid', async () => {
    const target = join(home, 'target');
    await writeFile(target, JSON.stringify({ mark: ownMark(), at: '2026-01-01T00:00:00.000Z' }));
    const path = await leave({ ...ownMark(), pid: 1, startTime: '7' });
    await rm(path);
    await symlink(target, path);
    expect((await lock.take()).ok).toBe(true);
    expect(await readFile(target, 'utf8')).toContain('mark');
  });

  describe('of another user', () => {
    const nobody = 65534;
    const isRoot = process.getuid?.() === 0;

    /** A process of that user's that goes by this name, and its mark. */
    async function another(name: string, ...prefix: string[]) {
      const user = ['--reuid', 'nobody', '--regid', 'nogroup', '--clear-groups'];
      const asNobody = ['setpriv', ...user, 'bash', '-c', `exec -a '${name}' sleep 60`];
      const [program = '', ...args] = [...prefix, ...asNobody];
      const child = spawn(program, args);
      const pid = child.pid ?? 0;
      const line = () => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      while (!(await line()).startsWith(`${name}\0`)) await new Promise((done) => setTimeout(done, 20));
      const startTime = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[19] ?? '';
      const leaves = async (mark: ProcessMark = { ...ownMark(), pid, startTime }) => {
        const path = await leave(mark);
        await chown(path, nobody, nobody);
        return path;
      };
      return { pid, leaves, end: () => child.kill('SIGKILL') };
    }

    it.runIf(isRoot)(
      'counts where its process seems to be a Patchbay, is told whose it is, and can be ignored',
      async () => {
        const other = await another('/opt/Patchbay/patchbay');
        await other.leaves();
        expect(await lock.take()).toMatchObject({
          ok: false,
          ignorable: true,
          message: expect.stringContaining(`process ${other.pid}, of the user nobody.`),
          advice: expect.stringContaining('you can edit anyway'),
        });
        const taken = await lock.take({ ignoreOthers: true });
        expect(taken.ok).toBe(true);
        // Ours is there all the same, for everybody else.
        expect(await new FileHostLock(home, [shared]).take({ ignoreOthers: true })).toMatchObject({
          ok: false,
          ignorable: false,
        });
        other.end();
      },
    );

    it.runIf(isRoot)(
      'does not count where it names a process that is nothing of Patchbay, or not its own',
      async () => {
        const other = await another('sleeper');
        await other.leaves();
        // Process 1, whatever that is, and ourselves.
        const startOf = async (pid: number) =>
          (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[19] ?? '';
        await other.leaves({ ...ownMark(), pid: 1, startTime: await startOf(1) });
        await other.leaves({ ...ownMark(), pid: process.ppid, startTime: await startOf(process.ppid) });
        const taken = await lock.take();
        expect(taken.ok).toBe(true);
        if (taken.ok) await taken.release();
        // A name that was taken before we could: another one does.
        const own = await other.leaves(ownMark());
        const again = await lock.take();
        expect(again.ok).toBe(true);
        expect(await lock.take()).toMatchObject({ ok: false, ignorable: false });
        if (again.ok) await again.release();
        expect(await readdir(shared)).toContain(own.slice(shared.length + 1));
        other.end();
      },
    );

    it.runIf(isRoot)('does not count where its process is in another network namespace', async () => {
      const other = await another('/opt/Patchbay/patchbay', 'unshare', '--net');
      await other.leaves();
      expect((await lock.take()).ok).toBe(true);
      other.end();
    });

    it.runIf(isRoot)(
      'is looked at in little time, however many files there are; ours is found among them',
      async () => {
        const other = await another('/opt/Patchbay/patchbay');
        const path = await other.leaves();
        const content = await readFile(path, 'utf8');
        const names = Array.from({ length: 5000 }, (_, index) => path.replace(/\.lock$/, `-${index}.lock`));
        for (const name of names) {
          writeFileSync(name, content.replace('"pid"', '"dip"'));
          chownSync(name, nobody, nobody);
        }
        await rm(path);
        const mine = await lock.take();
        const began = performance.now();
        expect(await new FileHostLock(home, [shared]).take()).toMatchObject({ ok: false, ignorable: false });
        expect(performance.now() - began).toBeLessThan(4000);
        if (mine.ok) await mine.release();
        other.end();
      },
      30_000,
    );
  });

  it('is had by one of those who ask at once', async () => {
    const asked = await Promise.all([1, 2, 3, 4].map(() => new FileHostLock(home, [shared]).take()));
    expect(asked.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('is made in a folder of the user’s own where the machine has none for all', async () => {
    await chmod(shared, 0o755);
    expect((await new FileHostLock(join(home, 'state'), [shared, '/nowhere']).take()).ok).toBe(true);
    expect(await readdir(join(home, 'state'))).toHaveLength(1);
  });

  it('says so when it can’t be made', async () => {
    await writeFile(join(home, 'file'), '');
    const claimed = await new FileHostLock(join(home, 'file', 'state'), []).take();
    const folder = join(home, 'file', 'state');
    expect(claimed).toMatchObject({
      ok: false,
      message: expect.stringContaining(
        `the lock in ${folder} could not be written (a part of its path is a file,`,
      ),
      advice: expect.stringContaining(folder),
    });
  });
});

describe('the mark of a process', () => {
  it('tells a process that has ended, and one that nobody has collected yet, from a living one', async () => {
    expect(isAlive(ownMark())).toBe(true);
    const child = spawn('true');
    const mark = { ...ownMark(), pid: child.pid ?? 0, startTime: '' };
    await once(child, 'exit');
    expect(isAlive(mark)).toBe(false);
  });
});
