import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { configDirectory, layoutFile, settingsFile } from '#electron/files/kept.ts';
import { KeptFile } from '#electron/files/keptFile.ts';
import { defaultSettings, emptyLayout, type Layout, layoutSchema } from '#shared/kept.ts';
import { UserFailure } from '#shared/userFailure.ts';

// A folder's rights do not stop root, whom these tests may run as.
const failing = vi.hoisted(() => ({ rename: false }));
vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>();
  const refused = () => Promise.reject(Object.assign(new Error('no'), { code: 'EACCES' }));
  return {
    ...real,
    rename: (...args: [string, string]) => (failing.rename ? refused() : real.rename(...args)),
  };
});

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'patchbay-kept-'));
  path = join(directory, 'deep/layout.json');
});
afterEach(() => rm(directory, { recursive: true }));

const file = () => new KeptFile<Layout>(path, layoutSchema, emptyLayout);
const layout = (x: number): Layout => ({ version: 1, positions: { 'vm:a': { x, y: 0 } } });
const put = async (text: string | Buffer) => {
  await mkdir(join(directory, 'deep'), { recursive: true });
  await writeFile(path, text);
};

describe('a kept file', () => {
  it('is the fallback while there is none, without a remark', async () => {
    expect(await file().read()).toEqual({ value: emptyLayout, remark: null });
  });

  it('comes back as it was written, in a folder that only its user may enter', async () => {
    await file().write(layout(7));
    expect(await file().read()).toEqual({ value: layout(7), remark: null });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, 'deep'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(directory, 'deep'))).toEqual(['layout.json']);
  });

  it('holds what was written last, however many write at once', async () => {
    const kept = file();
    await Promise.all(Array.from({ length: 20 }, (_, index) => kept.write(layout(index))));
    expect((await kept.read()).value).toEqual(layout(19));
  });

  it.each([
    ['not JSON', '{"version":1,'],
    ['empty', ''],
    ['of a newer version', '{"version":2,"positions":{}}'],
    ['of another shape', '[]'],
    ['with a broken place', '{"version":1,"positions":{"vm:a":{"x":"left","y":0}}}'],
    ['binary', Buffer.from([0, 255, 254, 1])],
  ])('that is %s is set aside whole, and told of', async (_what, text) => {
    await put(text);
    const kept = file();
    const { value, remark } = await kept.read();
    expect(value).toEqual(emptyLayout);
    const [aside = '', ...others] = await readdir(join(directory, 'deep'));
    expect(others).toEqual([]);
    expect(aside).toMatch(/^layout\.json\.broken-\d{4}-\d\d-\d\dT/);
    expect(remark).toContain(aside);
    expect(await readFile(join(directory, 'deep', aside))).toEqual(Buffer.from(text));
    await kept.write(layout(1));
    expect((await readdir(join(directory, 'deep'))).sort()).toEqual(['layout.json', aside]);
  });

  it('that cannot be read is left alone and told of; nothing overwrites it', async () => {
    await mkdir(path, { recursive: true });
    const kept = file();
    expect((await kept.read()).remark).toContain(path);
    await expect(kept.write(layout(1))).rejects.toThrow(UserFailure);
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it('that cannot be written leaves the old one whole, and says why', async () => {
    await file().write(layout(1));
    failing.rename = true;
    const kept = file();
    await expect(kept.write(layout(2))).rejects.toThrow(/could not be written \(not allowed, EACCES\)/);
    expect((await kept.read()).value).toEqual(layout(1));
    expect(await readdir(join(directory, 'deep'))).toEqual(['layout.json']);
    failing.rename = false;
    await kept.write(layout(3));
    expect((await kept.read()).value).toEqual(layout(3));
  });

  it('that can be neither understood nor set aside is left alone and told of', async () => {
    await put('broken');
    failing.rename = true;
    const kept = file();
    expect((await kept.read()).remark).toContain('left alone');
    failing.rename = false;
    await expect(kept.write(layout(1))).rejects.toThrow(UserFailure);
    expect(await readFile(path, 'utf8')).toBe('broken');
  });

  it('never rejects for what is in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
        await put(text);
        const { value } = await file().read();
        expect(layoutSchema.safeParse(value).success).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('what is kept', () => {
  it('is under XDG_CONFIG_HOME when that is absolute, else under the home folder', () => {
    const { XDG_CONFIG_HOME: before } = process.env;
    process.env.XDG_CONFIG_HOME = '/somewhere';
    expect(configDirectory()).toBe('/somewhere/patchbay');
    process.env.XDG_CONFIG_HOME = 'relative';
    expect(configDirectory()).toMatch(/\/\.config\/patchbay$/);
    if (before === undefined) delete process.env.XDG_CONFIG_HOME;
    else process.env.XDG_CONFIG_HOME = before;
  });

  it('is apart for each host, whatever its name holds', async () => {
    const hosts = [
      'local',
      'demo',
      'replay:/tmp/a.json',
      'replay:/tmp/b.json',
      'replay:../../x',
      'replay:a\0b',
    ];
    for (const [index, host] of hosts.entries()) await layoutFile(directory, host).write(layout(index));
    for (const [index, host] of hosts.entries())
      expect((await layoutFile(directory, host).read()).value).toEqual(layout(index));
    const names = await readdir(directory);
    expect(names).toHaveLength(hosts.length);
    expect(names.every((name) => /^layout-[a-z0-9-]+\.json$/.test(name))).toBe(true);
  });

  it('are settings with defaults', async () => {
    expect((await settingsFile(directory).read()).value).toEqual(defaultSettings);
  });
});
