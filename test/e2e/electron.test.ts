import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { expect, it } from 'vitest';
import { electronBinary, electronPackage } from '#electron/start/electron/binary.mjs';
import { lookAround } from '#electron/start/machine.mjs';

const root = join(import.meta.dirname, '../..');

it('Electron shows the demo homelab in a window that is isolated', async ({ skip }) => {
  const executablePath = electronBinary(electronPackage(root));
  const { display, root: isRoot } = lookAround();
  if (executablePath === null) return skip('no Electron binary');
  if (!display) return skip('no display for Electron (run it under xvfb-run)');
  if (isRoot) return skip('Electron does not run as root');

  const config = await mkdtemp(join(tmpdir(), 'patchbay-electron-'));
  const app = await _electron.launch({
    executablePath,
    args: [root, '--host', 'demo'],
    env: { ...process.env, XDG_CONFIG_HOME: config, XDG_CACHE_HOME: config } as Record<string, string>,
  });
  try {
    const page = await app.firstWindow();
    await page.locator('[data-id^="vm:"]').first().waitFor();
    expect(page.url()).toBe('patchbay://app/index.html');
    expect(
      await page.evaluate(() => ({
        node: typeof Reflect.get(globalThis, 'process'),
        require: typeof Reflect.get(globalThis, 'require'),
        exposed: Object.keys(Reflect.get(globalThis, 'patchbay')).sort(),
      })),
    ).toEqual({ node: 'undefined', require: 'undefined', exposed: ['request', 'subscribe'] });
    await page.evaluate(() => location.assign('https://example.org/'));
    expect(await page.evaluate(() => open('https://example.org/'))).toBeNull();
    expect(page.url()).toBe('patchbay://app/index.html');
    expect(app.windows()).toHaveLength(1);
  } finally {
    await app.close();
    await rm(config, { recursive: true, force: true });
  }
});
