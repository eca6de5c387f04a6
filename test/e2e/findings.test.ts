import { describe, expect, it } from 'vitest';
import { shoot } from './support/browser.ts';
import { DemoWindow } from './support/demoWindow.ts';
import { expectToFit } from './support/looks.ts';

const demo = DemoWindow.ofThisFile();

const strip = () => demo.page.locator('section.findings');
/** How many errors, warnings and infos it counts. */
const counts = async () =>
  (await strip().locator('.findings-count').allTextContents()).map((text) =>
    Number.parseInt(text.replace(/^.*:/, ''), 10),
  );
const total = async () => (await counts()).reduce((sum, each) => sum + each, 0);
const current = () => strip().locator('.findings-current');
const found = () => demo.panel.inspector.locator('.finding');
const focused = () =>
  demo.page.evaluate(() => document.activeElement?.closest('.finding')?.getAttribute('data-code') ?? null);

describe('the strip of findings', () => {
  it('counts them, goes through them by key, and keeps what is meant so over a restart', async () => {
    await demo.open();
    const [errors, warnings = 0, infos] = await counts();
    const all = await total();
    expect([errors, infos]).toEqual([2, expect.any(Number)]);
    await demo.page.keyboard.press('f');
    await current().getByText(`1 of ${all}`).waitFor();
    await found().locator('strong').getByText('Not connected to any bridge').waitFor();
    await demo.page.locator('.search-bar[data-lit=true]').getByText('not connected to any bridge').waitFor();
    await demo.page.keyboard.press('Shift+F');
    await current().getByText(`${all} of ${all}`).waitFor();
    await demo.page.keyboard.press('f');
    await current().getByText(`1 of ${all}`).waitFor();

    await demo.panel.find('vnet9');
    await found().getByRole('button', { name: 'Meant so' }).first().press('Enter');
    await strip().getByText('1 dismissed').waitFor();
    expect((await counts())[1]).toBe(warnings - 1);
    // The focus goes on to what came up in its place.
    expect(await focused()).toBe('live-differs-from-saved');
    expect(await demo.panel.port('br-iot', 'vnet9').locator('.cv-badge').count()).toBe(0);

    await demo.restart();
    await strip().locator('.findings-toggle').click();
    await strip().getByText('1 dismissed').waitFor();
    await expectToFit(demo.page, ['section.findings', '.cv-zoom']);
    await shoot(demo.page, 'findings-open');
    await strip().getByRole('button', { name: 'Show again' }).click();
    await expect.poll(total).toBe(all);
    await demo.panel.port('br-iot', 'vnet9').locator('.cv-badge').waitFor();
    // Esc closes one level at a time: what is looked at, then the list.
    await strip().locator('.finding-row').nth(1).press('Enter');
    await demo.panel.inspector.waitFor();
    await demo.page.keyboard.press('Escape');
    await expect.poll(() => demo.panel.inspector.count()).toBe(0);
    expect(await strip().getAttribute('data-open')).toBe('true');
    await demo.page.keyboard.press('Escape');
    await expect.poll(() => strip().getAttribute('data-open')).toBe('false');
  });

  it('shrinks by a repair that is made by keyboard, and the focus stays in the list', async () => {
    await demo.open();
    const all = await total();
    await demo.panel.find('vnet9');
    await found().locator('[data-repair="tell-libvirt"]').press('Enter');
    await demo.panel.applied();
    await expect.poll(() => found().count()).toBe(1);
    expect(await focused()).toBe('live-differs-from-saved');
    expect(await total()).toBe(all - 1);
    await found().locator('[data-repair="keep-place"]').press('Enter');
    await demo.panel.applied();
    await expect.poll(() => found().count()).toBe(0);
    expect(await demo.panel.inspector.evaluate((aside) => aside === document.activeElement)).toBe(true);
    // The list in the strip goes on from what is gone.
    await demo.page.keyboard.press('f');
    await current()
      .getByText(`1 of ${all - 2}`)
      .waitFor();
  });

  it('offers no repair of what planned changes may settle', async () => {
    await demo.open();
    await demo.panel.find('vnet9');
    await found().locator('[data-repair="replug"]').click();
    await demo.panel.settled();
    await demo.page.getByRole('button', { name: 'Add to plan' }).click();
    await found().getByText('The planned changes may settle it').first().waitFor();
    expect(await found().locator('[data-repair]').count()).toBe(0);
    expect(await demo.panel.port('br0', 'vnet9').locator('.cv-badge').count()).toBe(0);
  });
});

describe('the search', () => {
  it('finds a finding by its words, and Enter goes there', async () => {
    await demo.open();
    await demo.page.keyboard.press('/');
    await demo.page.keyboard.type('link state boot');
    await demo.page.locator('.finding-hit').getByText('k3s-3’s net1').waitFor();
    await demo.page.keyboard.press('Enter');
    await found().getByText('Another link state at the next boot').waitFor();
    await current()
      .getByText(/ of \d/)
      .waitFor();
  });
});

describe('“Why has this VM no network?”', () => {
  it('walks to the hop that is broken, lit hop by hop, repairs it, and gives the picture back', async () => {
    await demo.open();
    await demo.panel.find('vnet21');
    await demo.panel.inspector.getByRole('button', { name: 'Why has this VM no network?' }).press('Enter');
    const hops = demo.panel.inspector.locator('.walk li');
    const verdict = demo.panel.inspector.locator('.walk-verdict');
    await verdict.getByText('has no network.').waitFor();
    expect(await hops.last().getAttribute('data-verdict')).toBe('broken');
    expect(await hops.last().locator('button').getAttribute('aria-current')).toBe('step');
    await shoot(demo.page, 'walk');
    const lit = () => demo.page.locator('.cv-row.is-lit').count();
    expect(await lit()).toBe(1);
    await demo.page.keyboard.press('Home');
    await expect.poll(() => hops.first().locator('button').getAttribute('aria-current')).toBe('step');
    expect(await demo.page.locator('.cv-card.is-selected').count()).toBe(1);
    await demo.page.keyboard.press('End');
    await verdict.locator('[data-repair="replug"]').press('Enter');
    await demo.panel.applied();
    await expect.poll(() => verdict.getAttribute('data-outcome')).not.toBe('broken');
    await demo.page.keyboard.press('Escape');
    await expect.poll(() => demo.panel.inspector.count()).toBe(0);
    await demo.page.getByText('Find a MAC, vnet, VM, IP or bridge').waitFor();
  });
});
