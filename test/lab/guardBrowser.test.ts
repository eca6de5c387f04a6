import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { App } from '../e2e/support/app.ts';
import { openBrowser, shoot } from '../e2e/support/browser.ts';
import type { PatchPanel } from '../e2e/support/panel.ts';
import { openWindow } from '../e2e/support/window.ts';
import { Wire } from '../e2e/support/wire.ts';
import { describeInLab, ip } from './support/lab.ts';
import { onBridge, onCard, uplinkAway, uplinkOnCard, whereItLives } from './support/uplink.ts';

// The browser reaches the server over the lab's loopback: moving the card that the host lives on does not cut it off.

describeInLab('the guard in a browser, on a real host', () => {
  let app: App;
  let browser: Browser;
  let page: Page;
  let panel: PatchPanel;
  let wire: Wire;

  beforeEach(async () => {
    await uplinkOnCard();
    wire = await Wire.start();
    browser = await openBrowser();
    app = await App.start('local');
    ({ page, panel } = await openWindow(browser, app, { proxy: wire.proxy }));
    await panel.card('link:enp3s0').waitFor();
  });

  afterEach(async () => {
    await browser.close();
    await app.remove();
    wire.stop();
    await uplinkAway();
  });

  afterAll(() => uplinkAway());

  const banner = () => page.getByRole('region', { name: 'Guarded edit' });
  const button = (name: string | RegExp) => page.getByRole('button', { name });

  /** Plans to plug the card into br1, by keyboard alone, and applies it under the guard. */
  async function waiting(): Promise<void> {
    await panel.find('enp3s0');
    await page.keyboard.press('m');
    const place = page.getByRole('menuitem', { name: /bridge br1 / });
    await place.waitFor();
    await place.press('Enter');
    await button('Use the guard…').waitFor();
    await page.keyboard.press('Enter');
    await apply();
  }

  async function apply(): Promise<void> {
    await button('Apply with guard').waitFor();
    await panel.settled();
    await page.keyboard.press('Enter');
    await banner().getByRole('button', { name: 'Confirm' }).waitFor({ timeout: 20_000 });
  }

  test('is kept by a key, and its undo is kept too', async () => {
    await waiting();
    expect(await whereItLives()).toEqual(onBridge);
    await banner().getByText('The gateway 192.168.50.1 answers on br1.').waitFor();
    await shoot(page, 'lab-guard-waiting');
    await page.keyboard.press('k');
    await banner()
      .getByText(/^Confirmed:/)
      .waitFor();
    expect(await whereItLives()).toEqual(onBridge);
    await banner().getByRole('button', { name: 'Dismiss' }).click();
    await expect.poll(() => banner().count()).toBe(0);
    // Until then the edit is under way still, and nothing else may be undone.
    const undo = page.getByRole('button', { name: /^Undo/ }).first();
    await expect.poll(() => undo.getAttribute('aria-disabled'), { timeout: 30_000 }).toBe('false');

    await page.keyboard.press('Control+z');
    await apply();
    expect(await whereItLives()).toEqual(onCard);
    await banner().getByText('answers on enp3s0').waitFor();
    await page.keyboard.press('k');
    await banner()
      .getByText(/^Confirmed:/)
      .waitFor();
    expect(await whereItLives()).toEqual(onCard);
  });

  test('that somebody changed before it was kept is told as such, with the ways out', async () => {
    await waiting();
    await ip('route', 'del', '10.99.0.0/16');
    await page.keyboard.press('k');
    await banner()
      .getByText(/^Confirmed, but changed since:/)
      .waitFor();
    await banner().getByText('There is no route 10.99.0.0/16').waitFor();
    await shoot(page, 'lab-guard-changed');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 1024, height: 700 });
    await shoot(page, 'lab-guard-changed-dark');
    await banner().getByRole('button', { name: 'Leave as is' }).waitFor();
    await banner().getByRole('button', { name: 'Revert…' }).click();
    await button('Apply with guard').waitFor();
    await panel.settled();
    await page.keyboard.press('Enter');
    await banner()
      .getByRole('button', { name: /^Confirm/ })
      .waitFor({ timeout: 20_000 });
    await page.keyboard.press('k');
    await expect.poll(whereItLives).toEqual(onCard);
  });

  test('is kept only at a second press while the gateway is mute, and taken back by a press', async () => {
    await waiting();
    await ip('-n', 'lan', 'addr', 'flush', 'dev', 'lan0');
    await banner().getByText('The gateway 192.168.50.1 doesn’t answer').waitFor({ timeout: 20_000 });
    await shoot(page, 'lab-guard-mute');
    await page.keyboard.press('k');
    await banner().getByText('you may lose contact with the host').waitFor();
    await shoot(page, 'lab-guard-doubt');
    expect(
      await banner()
        .getByText(/^Confirmed:/)
        .count(),
    ).toBe(0);
    await banner().getByRole('button', { name: 'Revert now' }).click();
    await banner()
      .getByText(/^Reverted by the host:/)
      .waitFor();
    expect(await whereItLives()).toEqual(onCard);
    await shoot(page, 'lab-guard-taken-back');
  });

  test('is taken back by the host while the browser is cut off, which is told when it is back', async () => {
    await waiting();
    wire.hang();
    await banner()
      .getByText(/Unless it’s confirmed, the host reverts it in \d+ s/)
      .waitFor();
    wire.cut();
    await page.getByText('Lost contact with Patchbay’s engine').waitFor();
    await shoot(page, 'lab-guard-cut-off');
    await expect.poll(whereItLives, { timeout: 80_000 }).toEqual(onCard);
    wire.mend();
    await banner()
      .getByText(/^Reverted by the host:/)
      .waitFor({ timeout: 20_000 });
    await banner().getByText('Nobody confirmed it within 60 s.').waitFor();
    await shoot(page, 'lab-guard-expired');
  });
});
