import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingPackages } from '#electron/start/packages.mjs';

const wanted = {
  '': { version: '0.1.0' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/b': { version: '2.0.0' },
  'node_modules/b/node_modules/a': { version: '1.5.0' },
  'node_modules/only-on-windows': { version: '1.0.0', optional: true },
};
const { '': _root, 'node_modules/only-on-windows': _other, ...present } = wanted;

describe('packages that are to be installed', () => {
  it('are none when all are there that are for this platform', () => {
    expect(missingPackages(wanted, present)).toEqual([]);
  });

  it('are those that are missing, nested ones too', () => {
    const { 'node_modules/b/node_modules/a': _gone, ...others } = present;
    expect(missingPackages(wanted, others)).toEqual(['node_modules/b/node_modules/a']);
    expect(missingPackages(wanted, {})).toHaveLength(3);
  });

  it('are those of another version', () => {
    expect(missingPackages(wanted, { ...present, 'node_modules/b': { version: '1.9.0' } })).toEqual([
      'node_modules/b',
    ]);
  });
});

describe('package-lock.json', () => {
  it('has an entry for each optional package of every platform, so that npm ci takes it anywhere', async () => {
    const { packages } = JSON.parse(
      await readFile(join(import.meta.dirname, '../../../package-lock.json'), 'utf8'),
    ) as { packages: Record<string, { optionalDependencies?: Record<string, string> }> };
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !foldersAbove(path).some((folder) => `${folder}node_modules/${name}` in packages))
        .map((name) => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
    expect(Object.keys(packages).filter((path) => /-(?:darwin|win32)-/.test(path)).length).toBeGreaterThan(
      20,
    );
  });
});

/** Where Node looks for what the package at this path requires: `node_modules/a/`, then ``. */
function foldersAbove(path: string): string[] {
  const parts = path.split('/node_modules/');
  return [...parts.map((_, at) => `${parts.slice(0, parts.length - at).join('/node_modules/')}/`), ''];
}
