import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const page = join(import.meta.dirname, '../../.build/share/patchbay.1');

function format(...args: readonly string[]) {
  return spawnSync('groff', ['-man', ...args, page], { encoding: 'utf8' });
}

it('the manual page as it was built is formatted without a warning', ({ skip }) => {
  skip(spawnSync('which', ['groff']).status !== 0, 'there is no groff');
  expect(format('-ww', '-z', '-Tutf8')).toMatchObject({ status: 0, stderr: '', stdout: '' });
  // -P-cbou: no bold and no underlining, so that words can be looked for.
  const { stdout } = format('-Tutf8', '-P-cbou', '-rLL=200n');
  expect(stdout).toContain('patchbay move CABLE BRIDGE|NETWORK [options]');
  expect(stdout).toContain('-y, --yes');
  expect(stdout).toMatch(/can’t be known/);
});
