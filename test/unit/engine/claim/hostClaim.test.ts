import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileClaim } from '../../../../electron/engine/claim/hostClaim.ts';
import { isAlive, ownMark, type ProcessMark } from '../../../../electron/engine/claim/processMark.ts';

let shared: string;
let home: string;
let claim: FileClaim;

beforeEach(async () => {
  shared = await mkdtemp(join(tmpdir(), 'patchbay-claim-'));
  home = await mkdtemp(join(tmpdir(), 'patchbay-claim-'));
  await chmod(shared, 0o1777);
  claim = new FileClaim(home, [shared]);
});

afterEach(() => Promise.all([shared, home].map((folder) => rm(folder, { recursive: true }))));

/** Another process's claim, as that process would leave it. */
async function leave(mark: ProcessMark, text?: string): Promise<string> {
  const own = await claim.take();
  const [name = ''] = await readdir(shared);
  if (own.ok) await own.release();
  const path = join(shared, name.replace(/\.\d+\.\d+\.lock$/, `.${mark.pid}.${mark.startTime}.lock`));
  await writeFile(path, text ?? JSON.stringify({ mark, at: '2026-01-01T00:00:00.000Z' }));
  return path;
}

describe('a claim on the host', () => {
  it('is had by one, and by another one after that', async () => {
    const first = await claim.take();
    expect(first.ok).toBe(true);
    expect(await new FileClaim(home, [shared]).take()).toMatchObject({
      ok: false,
      message: expect.stringMatching(new RegExp(`since \\d\\d:\\d\\d:\\d\\d: process ${process.pid}, yours`)),
    });
    if (first.ok) await first.release();
    expect(await readdir(shared)).toEqual([]);
    expect((await claim.take()).ok).toBe(true);
  });

  it('is refused while another living process has it, and its file is left alone', async () => {
    const child = spawn('sleep', ['60']);
    const startTime =
      (await readFile(`/proc/${child.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[19] ?? '';
    const path = await leave({ ...ownMark(), pid: child.pid ?? 0, startTime });
    expect(await claim.take()).toMatchObject({ ok: false, message: expect.stringContaining(`${child.pid}`) });
    expect(await readdir(shared)).toEqual([path.slice(shared.length + 1)]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await claim.take()).ok).toBe(true);
  });

  it.each<[string, () => ProcessMark]>([
    ['its process is gone', () => ({ ...ownMark(), pid: 2 ** 22 + 1 })],
    ['its pid has been given to another process', () => ({ ...ownMark(), pid: 1, startTime: '1' })],
    ['the machine was started anew', () => ({ ...ownMark(), pid: 1, startTime: '', boot: 'before' })],
  ])('is recovered when it is stale: %s', async (_, mark) => {
    const path = await leave(mark());
    expect((await claim.take()).ok).toBe(true);
    expect(await readdir(shared)).not.toContain(path.slice(shared.length + 1));
  });

  it.each(['', '{}', 'garbage', '[]'.repeat(9999)])(
    'is not kept from anybody by what is no claim',
    async (text) => {
      await leave({ ...ownMark(), pid: 1, startTime: '7' }, text);
      expect((await claim.take()).ok).toBe(true);
    },
  );

  it('does not follow a link that somebody laid', async () => {
    const target = join(home, 'target');
    await writeFile(target, JSON.stringify({ mark: ownMark(), at: '2026-01-01T00:00:00.000Z' }));
    const path = await leave({ ...ownMark(), pid: 1, startTime: '7' });
    await rm(path);
    await symlink(target, path);
    expect((await claim.take()).ok).toBe(true);
    expect(await readFile(target, 'utf8')).toContain('mark');
  });

  it('is had by one of those who ask at once', async () => {
    const asked = await Promise.all([1, 2, 3, 4].map(() => new FileClaim(home, [shared]).take()));
    expect(asked.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('is made in a folder of the user’s own where the machine has none for all', async () => {
    await chmod(shared, 0o755);
    expect((await new FileClaim(join(home, 'state'), [shared, '/nowhere']).take()).ok).toBe(true);
    expect(await readdir(join(home, 'state'))).toHaveLength(1);
  });

  it('says so when it can’t be made', async () => {
    await writeFile(join(home, 'file'), '');
    const claimed = await new FileClaim(join(home, 'file', 'state'), []).take();
    expect(claimed).toMatchObject({ ok: false, message: expect.stringContaining('could not be found out') });
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
