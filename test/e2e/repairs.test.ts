import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { openBrowser, openPage, shoot } from './support/browser.ts';
import { PatchPanel } from './support/panel.ts';

let browser: Browser;
let app: App;
let page: Page;
let panel: PatchPanel;
let complaints: string[];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  app = await App.start('demo');
});
afterEach(async () => {
  expect(complaints).toEqual([]);
  await page.context().close();
  await app.remove();
});

async function open(colorScheme: 'light' | 'dark' = 'light') {
  ({ page, complaints } = await openPage(browser, app.url, { colorScheme }));
  panel = new PatchPanel(page);
  await panel.card('link:br0').waitFor();
}

const button = (repair: string) => panel.inspector.locator(`[data-repair="${repair}"]`);
const titles = () => panel.inspector.locator('.conflict strong').allTextContents();

/** The cable that a search finds, with what disagrees about it and the repair that mends that, by real clicks. */
const broken: readonly (readonly [find: string, title: string, repair: string, left: number])[] = [
  ['vnet9', 'On another bridge than libvirt believes.', 'tell-libvirt', 1],
  ['vnet9', 'On another bridge than libvirt believes.', 'replug', 0],
  ['vnet9', 'Elsewhere at the next boot.', 'keep-place', 1],
  ['vnet21', 'Plugged into nothing.', 'replug', 0],
  ['vnet12', 'Elsewhere at the next boot.', 'keep-place', 0],
  ['vnet12', 'Elsewhere at the next boot.', 'place-as-defined', 0],
  ['vnet18', 'Another link state at the next boot.', 'keep-link', 0],
  ['vnet18', 'Another link state at the next boot.', 'link-as-defined', 0],
  ['vnet16', 'Gone at the next boot.', 'keep-vnic', 0],
  ['52:54:00:2f:5a:03', 'Only there from the next boot on.', 'add-now', 0],
];

describe('a cable that differs from what libvirt or its definition says', () => {
  it.each(broken)('%s: “%s” is mended by %s', async (find, title, repair, left) => {
    await open();
    await panel.find(find);
    await panel.inspector.waitFor();
    expect(await titles()).toContain(title);
    const before = (await titles()).length;
    await button(repair).click();
    await panel.applied();
    await expect.poll(async () => (await titles()).length).toBe(left);
    expect(await titles()).not.toContain(title);

    await page.keyboard.press('Control+z');
    await panel.applied();
    await expect.poll(async () => (await titles()).length).toBe(before);
  });

  it.each(['remove-now', 'remove-at-boot'])('a vNIC of one side only is taken out by %s', async (repair) => {
    await open();
    await panel.find(repair === 'remove-now' ? 'vnet16' : '52:54:00:2f:5a:03');
    await button(repair).click();
    await panel.applied();
    await expect.poll(() => panel.inspector.count()).toBe(0);
  });

  it('has a badge on the canvas that says it in words', async () => {
    await open();
    for (const [bridge, link, words] of [
      ['br-iot', 'vnet9', 'libvirt believes that it is on br0'],
      ['virbr1', 'vnet18', 'down now, and up from the next boot'],
      ['virbr1', 'vnet16', 'from its next boot on it is gone'],
    ] as const) {
      const port = panel.port(bridge, link);
      await port.waitFor();
      expect(await port.getAttribute('aria-label')).toContain(words);
      expect(await port.getAttribute('title')).toContain(words);
      expect(await port.locator('.cv-badge').count()).toBe(1);
    }
    for (const [bridge, words] of [
      ['virbr0', 'From its next boot on nextcloud has this vNIC at default instead'],
      ['br-iot', 'truenas has this vNIC only from its next boot on, at br-iot'],
    ] as const) {
      const port = panel.card(`link:${bridge}`).locator(`button[aria-label*="${words}"]`);
      expect(await port.getAttribute('title')).toContain(words);
      expect(await port.locator('.cv-badge').count()).toBe(1);
    }
    const hanging = panel.row('vnic:f1e2d3c4-b5a6-4978-8a9b-0c1d2e3f4a15/52:54:00:7e:3b:99');
    expect(await hanging.locator('.cv-badge').count()).toBe(1);
    expect(await hanging.getAttribute('title')).toContain('plugged into nothing');
  });
});

describe('the looks of a repair', () => {
  it.each(['light', 'dark'] as const)('in %s', async (colorScheme) => {
    await open(colorScheme);
    await shoot(page, `repairs-canvas-${colorScheme}`);
    await panel.find('vnet9');
    await button('tell-libvirt').waitFor();
    await shoot(page, `repairs-inspector-${colorScheme}`);
    await button('tell-libvirt').click();
    await panel.sheetTitle.getByText('Tell libvirt that').waitFor();
    await shoot(page, `repairs-sheet-${colorScheme}`);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await panel.find('vnet18');
    await button('keep-link').waitFor();
    await shoot(page, `repairs-link-${colorScheme}`);
  });
});
