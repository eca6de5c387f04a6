import { describe, expect, it } from 'vitest';
import { shoot } from './support/browser.ts';
import { DemoWindow } from './support/demoWindow.ts';
import { expectToFit } from './support/looks.ts';

const demo = DemoWindow.ofThisFile();

const button = (repair: string) => demo.panel.inspector.locator(`[data-repair="${repair}"]`);
const titles = () => demo.panel.inspector.locator('.finding strong').allTextContents();

/** The cable that a search finds, with what disagrees about it and the repair that mends that, by real clicks. */
const broken: readonly (readonly [find: string, title: string, repair: string, left: number])[] = [
  ['vnet9', 'Not on the bridge libvirt has on record.', 'tell-libvirt', 1],
  ['vnet9', 'Not on the bridge libvirt has on record.', 'replug', 0],
  ['vnet9', 'Elsewhere at the next boot.', 'keep-place', 1],
  ['vnet21', 'Not connected to any bridge.', 'replug', 0],
  ['vnet12', 'Elsewhere at the next boot.', 'keep-place', 0],
  ['vnet12', 'Elsewhere at the next boot.', 'place-as-defined', 0],
  // Down for good, it’s still told as unplugged.
  ['vnet18', 'Another link state at the next boot.', 'keep-link', 1],
  ['vnet18', 'Another link state at the next boot.', 'link-as-defined', 0],
  ['vnet16', 'Not saved: gone at the next boot.', 'keep-vnic', 0],
  ['52:54:00:2f:5a:03', 'Only there from the next boot on.', 'add-now', 0],
];

describe('a cable that differs from what libvirt or its definition says', () => {
  it.each(broken)('%s: “%s” is mended by %s', async (find, title, repair, left) => {
    await demo.open();
    await demo.panel.find(find);
    await demo.panel.inspector.waitFor();
    expect(await titles()).toContain(title);
    const before = (await titles()).length;
    await button(repair).click();
    await demo.panel.applied();
    await expect.poll(async () => (await titles()).length).toBe(left);
    expect(await titles()).not.toContain(title);

    await demo.page.keyboard.press('Control+z');
    await demo.panel.applied();
    await expect.poll(async () => (await titles()).length).toBe(before);
  });

  it.each(['remove-now', 'remove-at-boot'])('a vNIC of one side only is taken out by %s', async (repair) => {
    await demo.open();
    await demo.panel.find(repair === 'remove-now' ? 'vnet16' : '52:54:00:2f:5a:03');
    await button(repair).click();
    await demo.panel.applied();
    await expect.poll(() => demo.panel.inspector.count()).toBe(0);
  });

  it('has a badge on the canvas that says it in words', async () => {
    await demo.open();
    for (const [bridge, link, words] of [
      ['br-iot', 'vnet9', 'libvirt has br0 on record'],
      ['virbr1', 'vnet18', 'down now, and up from the next boot'],
      ['virbr1', 'vnet16', 'disappears at its next boot'],
    ] as const) {
      const port = demo.panel.port(bridge, link);
      await port.waitFor();
      expect(await port.getAttribute('aria-label')).toContain(words);
      expect(await port.getAttribute('title')).toContain(words);
      expect(await port.locator('.cv-badge').count()).toBe(1);
    }
    for (const [bridge, words] of [
      ['virbr0', 'From its next boot on nextcloud has this vNIC at default instead'],
      ['br-iot', 'truenas has this vNIC only from its next boot on, at br-iot'],
    ] as const) {
      const port = demo.panel.card(`link:${bridge}`).locator(`button[aria-label*="${words}"]`);
      expect(await port.getAttribute('title')).toContain(words);
      expect(await port.locator('.cv-badge').count()).toBe(1);
    }
    const hanging = demo.panel.row('vnic:f1e2d3c4-b5a6-4978-8a9b-0c1d2e3f4a15/52:54:00:7e:3b:99');
    expect(await hanging.locator('.cv-badge').count()).toBe(1);
    expect(await hanging.getAttribute('title')).toContain('not connected to any bridge');
  });
});

describe('the looks of a repair', () => {
  it.each(['light', 'dark'] as const)('in %s', async (colorScheme) => {
    await demo.open({ colorScheme });
    expect(await demo.page.evaluate(() => document.documentElement.dataset.theme)).toBe(colorScheme);
    await demo.panel.port('br-iot', 'vnet9').locator('.cv-badge').waitFor();
    await shoot(demo.page, `repairs-canvas-${colorScheme}`);
    await demo.panel.find('vnet9');
    for (const repair of ['tell-libvirt', 'replug', 'keep-place']) await button(repair).waitFor();
    await expectToFit(demo.page, ['aside.inspector']);
    await shoot(demo.page, `repairs-inspector-${colorScheme}`);
    await button('tell-libvirt').click();
    await demo.panel.sheetTitle.getByText('Correct libvirt’s record').waitFor();
    await expectToFit(demo.page, ['dialog.sheet']);
    await shoot(demo.page, `repairs-sheet-${colorScheme}`);
    await demo.page.keyboard.press('Escape');
    await demo.page.keyboard.press('Escape');
    await demo.panel.find('vnet18');
    for (const repair of ['keep-link', 'link-as-defined']) await button(repair).waitFor();
    await expectToFit(demo.page, ['aside.inspector']);
    await shoot(demo.page, `repairs-link-${colorScheme}`);
  });
});
