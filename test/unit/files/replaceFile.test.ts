import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFile, setAside } from '#electron/files/replaceFile.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-replace-'));
  path = join(folder, 'file');
});
afterEach(() => rm(folder, { recursive: true }));

describe('a file that is replaced', () => {
  it('is there as a whole, for its owner only, with nothing beside it', async () => {
    await writeFile(path, 'old', { mode: 0o644 });
    await replaceFile(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('is the link itself, not what it points to', async () => {
    const elsewhere = join(folder, 'elsewhere');
    await writeFile(elsewhere, 'theirs');
    await symlink(elsewhere, path);
    await replaceFile(path, 'ours');
    expect(await readFile(elsewhere, 'utf8')).toBe('theirs');
    expect(await readFile(path, 'utf8')).toBe('ours');
  });

  it('stays where it can’t be replaced, and nothing is left beside it', async () => {
    await expect(replaceFile(join(folder, 'no', 'file'), 'new')).rejects.toThrow('ENOENT');
    await expect(replaceFile(folder, 'new')).rejects.toThrow();
    expect(await readdir(folder)).toEqual([]);
    const beside = (await readdir(join(folder, '..'))).filter((name) =>
      name.startsWith(`${basename(folder)}.`),
    );
    expect(beside).toEqual([]);
  });

  it('is whole, whoever writes at once', async () => {
    const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(100_000));
    await Promise.all(texts.map((text) => replaceFile(path, text)));
    expect(texts).toContain(await readFile(path, 'utf8'));
    expect(await readdir(folder)).toEqual(['file']);
  });
});

it('what is set aside keeps its content, under the name that is returned', async () => {
  await writeFile(path, 'broken');
  const aside = await setAside(path);
  expect(await readdir(folder)).toEqual([aside]);
  expect(await readFile(join(folder, aside), 'utf8')).toBe('broken');
});
