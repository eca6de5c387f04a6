import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { openBrowser, type PageOptions, shoot } from './support/browser.ts';
import type { PatchPanel } from './support/panel.ts';
import { openWindow } from './support/window.ts';
import { Wire } from './support/wire.ts';

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
  await page.context().close();
  await app.remove();
});

async function open(options: PageOptions = {}) {
  ({ page, complaints, panel } = await openWindow(browser, app, options));
  await panel.card('link:br0').waitFor();
}

const banner = (on = page) => on.getByRole('region', { name: 'Guarded edit' });
const keep = () => banner().getByRole('button', { name: 'Confirm' });

/** Asks to plug the card with the host's second default route into br-lab: the sheet offers the guard for it. */
async function offered(): Promise<void> {
  await panel.find('enp7s0');
  await page.keyboard.press('m');
  const place = page.getByRole('menuitem', { name: /br-lab/ });
  await place.waitFor();
  await place.press('Enter');
  await page.getByRole('button', { name: 'Use the guard…' }).waitFor();
}

async function planned(): Promise<void> {
  await offered();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Apply with guard' }).waitFor();
  await panel.settled();
}

async function waiting(): Promise<void> {
  await planned();
  await page.keyboard.press('Enter');
  await keep().waitFor();
  await banner().locator('[data-contact="yes"]').waitFor();
}

const plugged = () => panel.card('link:br-lab').getByText('192.168.8.2/24');

describe('an edit that could cut the host off', () => {
  it('is stopped, offered with the guard, confirmed by a key, and told of until it was read', async () => {
    await open();
    await offered();
    await page.getByText('The host’s address 192.168.8.2/24 is on enp7s0').waitFor();
    expect(await page.getByRole('button', { name: /^Apply/ }).count()).toBe(0);
    await shoot(page, 'guard-offer');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Apply with guard' }).waitFor();
    await panel.sheet
      .getByText(
        'The host reverts this after 60 s unless you confirm, even if Patchbay or your connection is gone.',
      )
      .waitFor();
    expect(await panel.sheet.locator('.command').count()).toBe(2);
    expect(await page.getByRole('button', { name: 'Add to plan' }).count()).toBe(0);
    await panel.settled();
    await page.keyboard.press('Enter');

    await keep().waitFor();
    await banner()
      .getByText(/The gateway 192\.168\.8\.1 answers on br-lab/)
      .waitFor();
    await plugged().waitFor();
    const undo = page.getByRole('button', { name: /^Revert now: Connect enp7s0/ });
    expect(await undo.count()).toBe(1);
    await panel.find('vnet3');
    const move = panel.inspector.getByRole('button', { name: /^Move/ });
    expect(await move.first().getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');

    await page.keyboard.press('k');
    await banner().getByText('Confirmed: Connect enp7s0').waitFor();
    await shoot(page, 'guard-kept');
    await banner().getByRole('button', { name: 'Dismiss' }).click();
    await expect.poll(() => banner().count()).toBe(0);
    await plugged().waitFor();
    expect(complaints).toEqual([]);
  });

  it('is reverted by Undo, and every window tells of it', async () => {
    await open();
    const other = await page.context().newPage();
    await other.goto(page.url());
    await waiting();
    await banner(other).getByRole('button', { name: 'Confirm' }).waitFor();
    await page.keyboard.press('Control+z');
    await banner().getByText('Reverted by the host: Connect enp7s0').waitFor();
    await banner(other).getByText('Reverted by the host: Connect enp7s0').waitFor();
    await shoot(page, 'guard-taken-back');
    await expect.poll(() => plugged().count()).toBe(0);
    await banner(other).getByRole('button', { name: 'Dismiss' }).click();
    await expect.poll(() => banner().count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('counts on where the connection is gone, and tells what became of it once it is back', async () => {
    const wire = await Wire.start();
    await open({ proxy: wire.proxy });
    await waiting();
    wire.hang();
    await banner().getByText('Lost contact with the host').waitFor();
    await banner()
      .getByText(/Unless it’s confirmed, the host reverts it in \d+ s/)
      .waitFor();
    await shoot(page, 'guard-silent');
    wire.cut();
    await page.getByText('Lost contact with Patchbay’s engine').waitFor();
    expect(await keep().getAttribute('aria-disabled')).toBe('true');
    await shoot(page, 'guard-out-of-reach');
    await banner().getByText('the host reverts it about now').waitFor({ timeout: 80_000 });
    wire.mend();
    await banner().getByText('Reverted by the host: Connect enp7s0').waitFor({ timeout: 30_000 });
    await banner().getByText('Nobody confirmed it within 60 s.').waitFor();
    await expect.poll(() => plugged().count()).toBe(0);
    await shoot(page, 'guard-expired');
    await banner().getByRole('button', { name: 'Dismiss' }).click();
    // Nothing is held up by the request whose answer was lost.
    await offered();
    wire.stop();
  });
});

describe('the looks of the guard', () => {
  it.each([
    ['light', 1440, 900],
    ['dark', 1440, 900],
    ['light', 1024, 700],
    ['dark', 1024, 700],
  ] as const)('in %s at %i×%i', async (colorScheme, width, height) => {
    const name = (what: string) => `guard-${what}-${colorScheme}-${width}`;
    await open({ colorScheme, width, height });
    await offered();
    await shoot(page, name('offer'));
    await page.keyboard.press('Enter');
    await panel.settled();
    await shoot(page, name('plan'));
    await page.keyboard.press('Enter');
    await keep().waitFor();
    await banner().locator('[data-contact="yes"]').waitFor();
    await shoot(page, name('waiting'));
    await banner().getByRole('button', { name: 'Revert now' }).click();
    await banner().getByText('Reverted by the host').waitFor();
    await shoot(page, name('reverted'));
    expect(complaints).toEqual([]);
  });
});
