import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { helperPlaces } from '#electron/hosts/local/helperPlace.ts';

const root = join(import.meta.dirname, '../../../..');
const folders = (resourcesPath?: string) => helperPlaces(resourcesPath).map(({ folder }) => folder);

describe('the places of the helper', () => {
  it('are, for the window of the deb, first where polkit’s action says that it is', async () => {
    const action = await readFile(join(root, 'electron/helper/org.patchbay.helper.policy'), 'utf8');
    const [, program = ''] = /exec\.path">([^<]+)</.exec(action) ?? [];
    expect(`${folders('/usr/lib/patchbay/window/resources')[0]}/helper.mjs`).toBe(program);
  });

  it('are, for an AppImage, within its mount or the app, as everybody may write beside the mount', () => {
    const mount = '/tmp/.mount_patchbAbCdEf';
    const [first, ...others] = folders(`${mount}/resources`);
    expect(first).toBe(`${mount}/resources/helper`);
    expect(others).toEqual(folders());
    expect(folders(`${mount}/resources`)).not.toContain('/tmp/helper');
  });

  it('are, without Electron, in the checkout or the package alone', () => {
    for (const folder of folders()) expect(folder.startsWith(`${root}/`), folder).toBe(true);
  });

  it('are for a program of its own where root has installed it, else for Node', () => {
    expect(helperPlaces('/usr/lib/patchbay/window/resources').map(({ isInstalled }) => isInstalled)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
