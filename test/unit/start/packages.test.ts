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
