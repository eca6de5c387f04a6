import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';

// electron-builder's own loader and validator of its configuration: it exports neither.
const fromHere = createRequire(import.meta.url);
const builder = createRequire(fromHere.resolve('electron-builder/package.json'));
const { getConfig, validateConfiguration } = builder('app-builder-lib/out/util/config/config.js');

const root = join(import.meta.dirname, '../../..');
const unlogged = { isEnabled: false, add: () => {} };

describe('the packages’ configuration', () => {
  it('is one that electron-builder accepts', async () => {
    await validateConfiguration(await getConfig(root, null, null), unlogged);
  });

  it('is one that electron-builder would refuse with a mistake in it', async () => {
    const config = { ...(await getConfig(root, null, null)), electronFuses: { runAsNodes: false } };
    await expect(validateConfiguration(config, unlogged)).rejects.toThrow(/electronFuses/);
  });

  it('blows the fuses that would let others run code as the app', async () => {
    const { electronFuses } = await getConfig(root, null, null);
    expect(electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('gives the desktop entry the name that the window has for the desktop', async () => {
    const config = await getConfig(root, null, null);
    const { desktopName } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    expect(config.linux.syncDesktopName).toBe(true);
    expect(`${config.linux.desktop.entry.StartupWMClass}.desktop`).toBe(desktopName);
  });

  it('makes an AppImage, and the folder of the deb, of the built app alone', async () => {
    const config = await getConfig(root, null, null);
    expect(config.linux.target).toEqual(['AppImage', 'dir']);
    expect(config.files).toEqual([
      {
        filter: [
          '.build/main/**/*',
          '.build/preload/**/*',
          '.build/renderer/**/*',
          'package.json',
          '!node_modules/**/*',
          '!**/*.map',
          '.build/notices/*',
        ],
      },
    ]);
    await access(join(root, config.linux.icon));
  });

  it('puts the helper beside the app, to be run as a program', async () => {
    const config = await getConfig(root, null, null);
    const [helper] = config.extraResources;
    expect(config.extraResources).toEqual([
      { from: 'electron/helper', to: 'helper', filter: ['*.mjs', '*.sh'] },
    ]);
    const action = await readFile(join(root, helper.from, 'org.patchbay.helper.policy'), 'utf8');
    expect(XMLValidator.validate(action)).toBe(true);
    expect(new XMLParser().parse(action).policyconfig.action.defaults).toEqual({
      allow_any: 'auth_admin',
      allow_inactive: 'auth_admin',
      allow_active: 'auth_admin',
    });
    const program = join(root, helper.from, 'helper.mjs');
    await access(program, constants.X_OK);
    expect(await readFile(program, 'utf8')).toMatch(/^#!\/usr\/bin\/node\n/);
  });

  it('starts what the build makes', async () => {
    const { main } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    expect(main).toBe('.build/main/main.js');
  });
});
