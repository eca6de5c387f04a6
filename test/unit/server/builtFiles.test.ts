import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readBuiltFiles } from '#electron/server/builtFiles.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'patchbay-built-'));
  await mkdir(join(directory, 'assets/deep'), { recursive: true });
  await writeFile(join(directory, 'index.html'), '<p>');
  await writeFile(join(directory, 'assets/deep/a.js'), '1');
});
afterEach(() => rm(directory, { recursive: true }));

it('serves files of every folder, by their path, with their type', async () => {
  expect(await readBuiltFiles(directory)).toEqual(
    new Map([
      ['/index.html', { type: 'text/html; charset=utf-8', body: Buffer.from('<p>') }],
      ['/assets/deep/a.js', { type: 'text/javascript; charset=utf-8', body: Buffer.from('1') }],
    ]),
  );
});

it('serves nothing of another type, and follows no links out', async () => {
  await writeFile(join(directory, 'sources.map'), '{}');
  await symlink('/etc/hostname', join(directory, 'assets/x.js'));
  await symlink('/etc', join(directory, 'etc'));
  expect([...(await readBuiltFiles(directory)).keys()].sort()).toEqual(['/assets/deep/a.js', '/index.html']);
});
