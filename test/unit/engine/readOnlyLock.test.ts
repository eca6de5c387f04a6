import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReadOnlyLock } from '#electron/engine/session/readOnlyLock.ts';
import { UserFailure } from '#shared/userFailure.ts';

let config: string;
let file: string;

beforeEach(async () => {
  config = await mkdtemp(join(tmpdir(), 'patchbay-lock-'));
  file = join(config, 'read-only.json');
});
afterEach(() => rm(config, { recursive: true, force: true }));

const open = (atStart = false) => ReadOnlyLock.open(config, atStart);

describe('the lock of the toolbar', () => {
  it('is open at first, and kept across restarts', async () => {
    const lock = await open();
    expect([lock.state, lock.remark]).toEqual(['none', null]);
    await lock.set(true);
    expect((await open()).state).toBe('user');
    await lock.set(false);
    expect((await open()).state).toBe('none');
  });

  it('locks every Patchbay of the user at its next look, and unlocks them', async () => {
    const [here, there] = [await open(), await open()];
    await here.set(true);
    expect(await there.look()).toBe('user');
    await there.set(false);
    expect(await here.look()).toBe('none');
  });

  it('is not unlocked by a look that began before it was locked', async () => {
    const lock = await open();
    const looked = lock.look();
    await lock.set(true);
    await looked;
    expect(lock.state).toBe('user');
  });

  it.each(['broken', '{"version":9,"locked":false}', '{"version":1}', ''])(
    'is locked when its file can’t be understood, and stays so until it is unlocked: %j',
    async (text) => {
      await writeFile(file, text);
      const lock = await open();
      expect(lock.state).toBe('user');
      expect(lock.remark).toContain('Patchbay stays read-only until you unlock it');
      expect(await lock.look()).toBe('user');
      expect((await readdir(config)).some((name) => name.startsWith('read-only.json.broken-'))).toBe(true);
      const next = await open();
      expect([next.state, next.remark]).toEqual(['user', null]);
      await lock.set(false);
      expect(await lock.look()).toBe('none');
    },
  );

  it('holds in this process even where it can’t be kept, and that is told', async () => {
    const lock = await open();
    await rm(config, { recursive: true });
    await writeFile(config, 'a file where the folder was');
    await expect(lock.set(true)).rejects.toThrow(UserFailure);
    expect(await lock.look()).toBe('user');
  });

  it('is locked where its file can’t be read', async () => {
    await mkdir(file);
    expect((await open()).state).toBe('user');
  });
});

describe('the lock of --read-only', () => {
  it('is not unlocked by a request, and not by what is kept', async () => {
    const lock = await open(true);
    expect(lock.state).toBe('start');
    await expect(lock.set(false)).rejects.toThrow(UserFailure);
    await writeFile(file, '{"version":1,"locked":false}');
    expect(await lock.look()).toBe('start');
  });

  it('is of this process alone: the next one is as the user left it', async () => {
    await open(true);
    expect((await open()).state).toBe('none');
    const other = await open();
    await other.set(true);
    await expect((await open(true)).set(false)).rejects.toThrow();
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ version: 1, locked: true });
  });
});
