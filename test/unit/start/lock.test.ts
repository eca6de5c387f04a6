import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withLock } from '#electron/start/lock.mjs';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'patchbay-lock-'));
  path = join(directory, 'deep/lock');
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(directory, { recursive: true });
});

describe('the lock of the bootstrap', () => {
  it('lets one in at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 10));
      inside -= 1;
      return 'done';
    };
    expect(await Promise.all([withLock(path, work), withLock(path, work), withLock(path, work)])).toEqual([
      'done',
      'done',
      'done',
    ]);
    expect(most).toBe(1);
  });

  it('is held under the number of its process, and let go also when the work fails', async () => {
    const failing = withLock(path, async () => {
      expect(Number(await readFile(path, 'utf8'))).toBe(process.pid);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await readdir(join(directory, 'deep'))).toEqual([]);
  });

  it('is taken over from a process that has ended', async () => {
    const child = spawn('true');
    await once(child, 'exit');
    await withLock(path, async () => {});
    await writeFile(path, `${child.pid}\n`);
    expect(await withLock(path, async () => 'in')).toBe('in');
  });
});
