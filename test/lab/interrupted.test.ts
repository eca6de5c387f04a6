import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { linkId } from '#shared/topology/model.ts';
import { App } from '../e2e/support/app.ts';
import { openBrowser, type PageOptions, shoot } from '../e2e/support/browser.ts';
import type { PatchPanel } from '../e2e/support/panel.ts';
import { openWindow } from '../e2e/support/window.ts';
import { plugsOf, vnicOf } from './editing.ts';
import { Driver } from './support/driver.ts';
import { describeInLab, resetLab } from './support/lab.ts';

const WEB_0 = '52:54:00:aa:00:01';
const title = 'Move web 01’s net0 from br0 to br1';

describeInLab('an edit during which Patchbay was killed, at the next start of the app', () => {
  let driver: Driver;
  let browser: Browser;
  let app: App;
  let page: Page;
  let panel: PatchPanel;

  beforeAll(async () => {
    [driver, browser] = await Promise.all([Driver.build(), openBrowser()]);
  });

  beforeEach(async () => {
    const kept = await mkdtemp(join(tmpdir(), 'patchbay-e2e-'));
    await driver.runToDeath({
      edit: { kind: 'move', cable: await vnicOf('web 01', WEB_0), to: linkId('br1') },
      point: { at: 'after', command: 0 },
      state: join(kept, 'patchbay'),
    });
    app = await App.start('local', kept);
  });

  afterEach(async () => {
    await page.context().close();
    await app.remove();
    await resetLab();
  });

  afterAll(() => Promise.all([driver.remove(), browser.close()]));

  async function open(options: PageOptions = {}): Promise<void> {
    ({ page, panel } = await openWindow(browser, app, options));
    await page.getByText('The host shows a part of it.').waitFor();
  }

  test('is told, and put back by the plan on the sheet', async () => {
    await open();
    await shoot(page, 'interrupted-light');
    // The first thing, by Enter alone: nobody else has changed what it touches.
    await page.keyboard.press('Enter');
    await expect.poll(() => panel.sheetTitle.textContent()).toBe(`Revert: ${title}`);
    await panel.applied();
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br0');
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br0');
    expect(await page.getByText('exited while').count()).toBe(0);
  });

  test('is told, and finished; then it is an edit as any other', async () => {
    await open({ colorScheme: 'dark', width: 1024, height: 700 });
    await page.keyboard.press('h');
    await page.getByRole('button', { name: title }).click();
    await shoot(page, 'interrupted-dark');
    await page.getByRole('button', { name: 'Finish…' }).first().click();
    await expect.poll(() => panel.sheetTitle.textContent()).toBe(`Finish: ${title}`);
    await panel.applied();
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br1');
    expect(await page.getByText('exited while').count()).toBe(0);

    await page.keyboard.press('Control+z');
    await expect.poll(() => panel.sheetTitle.textContent()).toBe('Move web 01’s net0 back to br0');
    await panel.applied();
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br0');
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br0');
  });
});
