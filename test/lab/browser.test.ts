import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { App } from '../e2e/support/app.ts';
import { openBrowser, shoot } from '../e2e/support/browser.ts';
import type { PatchPanel } from '../e2e/support/panel.ts';
import { openWindow } from '../e2e/support/window.ts';
import {
  describeInLab,
  ip,
  killLibvirtd,
  liveTapOf,
  masterOf,
  resetLab,
  startLibvirtd,
  until,
  uuidOf,
  virsh,
} from './support/lab.ts';

const webMac = '52:54:00:aa:00:01';

describeInLab('the app in a browser, on a real libvirt host', () => {
  let app: App;
  let browser: Browser;
  let page: Page;
  let panel: PatchPanel;
  let complaints: string[];

  beforeEach(async () => {
    browser = await openBrowser();
    app = await App.start('local');
    ({ page, complaints, panel } = await openWindow(browser, app));
    await panel.card(`vm:${await uuidOf('web 01')}`).waitFor();
  });

  afterEach(async () => {
    await browser.close();
    await app.remove();
    await resetLab();
  });

  test('a MAC’s vnet is found, dragged to another bridge, seen there by the kernel, and undone', async () => {
    const vnic = `vnic:${await uuidOf('web 01')}/${webMac}`;
    const tap = await liveTapOf('web 01', webMac);
    await panel.find('web 01');
    await page.keyboard.press('Escape');
    await panel.row(vnic).click();
    await panel.inspector.getByRole('button', { name: tap, exact: true }).waitFor();
    await page.keyboard.press('Escape');

    await panel.drag(panel.port('br0', tap), panel.card('link:br1'));
    await expect.poll(() => panel.sheetTitle.textContent()).toBe('Move web 01’s net0 from br0 to br1');
    expect(await masterOf(tap)).toBe('br0');
    await panel.applied();
    expect(await masterOf(tap)).toBe('br1');
    await panel.port('br1', tap).waitFor();
    await shoot(page, 'lab-moved');

    await page.keyboard.press('Control+z');
    await panel.applied();
    expect(await masterOf(tap)).toBe('br0');
    await panel.port('br0', tap).waitFor();
    expect(complaints).toEqual([]);
  });

  test('what somebody else changes is drawn without being asked for', async () => {
    const tap = await liveTapOf('web 01', webMac);
    await panel.port('br0', tap).waitFor();
    await ip('link', 'set', 'dev', tap, 'master', 'br-storage');
    await panel.port('br-storage', tap).waitFor();
    await virsh('start', await uuidOf('1'));
    const started = await liveTapOf('1', '52:54:00:cc:00:01').catch(() => null);
    expect(started).not.toBeNull();
    await panel.port('br0', started ?? '').waitFor();
  });

  test('without libvirtd the VMs stay, marked as old, and come alive again with it', async () => {
    await killLibvirtd();
    await page.getByText('VMs and networks (virsh):').waitFor({ timeout: 20_000 });
    await shoot(page, 'lab-no-libvirtd');
    expect(await panel.card(`vm:${await uuidOfStored('web 01')}`).count()).toBe(1);
    await startLibvirtd();
    await until('the trouble is over', async () =>
      (await page.getByText('VMs and networks (virsh):').count()) === 0 ? true : null,
    );
  });
});

/** The lab's UUIDs are fixed; while libvirtd is away nobody else can tell them. */
async function uuidOfStored(name: string): Promise<string> {
  return name === 'web 01' ? '1ab00000-0000-4000-8000-000000000001' : Promise.reject(new Error(name));
}
