import { readdir } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { openBrowser, openPage, shoot } from './support/browser.ts';
import { PatchPanel } from './support/panel.ts';

let browser: Browser;
let app: App;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  app = await App.start('demo');
});
afterEach(() => app.remove());

const drawn = (page: Page) => page.locator('[data-id^="vm:"]').first().waitFor();

describe('the web host, in a real browser', () => {
  it('shows the demo homelab under its content policy, with nothing to complain about', async () => {
    const { page, complaints } = await openPage(browser, app.url);
    await drawn(page);
    await expect.poll(() => page.url()).toBe(`${new URL(app.url).origin}/`);
    await shoot(page, 'demo-light');
    expect(complaints).toEqual([]);
  });

  it('lets nobody in without an address, and no second browser by a used one', async () => {
    const { page: stranger } = await openPage(browser, new URL(app.url).origin);
    await stranger.getByRole('heading', { name: 'This browser isn’t signed in.' }).waitFor();
    await shoot(stranger, 'not-signed-in');
    await openPage(browser, app.url).then(({ page }) => drawn(page));
    const { page: second } = await openPage(browser, app.url);
    await second.getByRole('heading', { name: 'This address has already been used.' }).waitFor();
    await second.goto(new URL(app.url).origin);
    await second.getByRole('heading', { name: 'This browser isn’t signed in.' }).waitFor();
  });

  it('lets every tab of a browser in that it has let in, from the bare address too, and after a reload', async () => {
    const { page } = await openPage(browser, app.url);
    await drawn(page);
    await page.reload();
    await drawn(page);
    const tab = await page.context().newPage();
    await page.close();
    await tab.goto(new URL(app.url).origin);
    await drawn(tab);
  });

  it('gives the browser nothing that it would tell another port of this machine', async () => {
    const { page } = await openPage(browser, app.url);
    await drawn(page);
    const heard: IncomingHttpHeaders[] = [];
    const other = createServer((request, response) => {
      heard.push(request.headers);
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<title>Other</title>');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const tab = await page.context().newPage();
    await tab.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
    expect(heard.length).toBeGreaterThan(0);
    for (const headers of heard) {
      expect(headers.cookie).toBeUndefined();
      expect(headers.referer ?? '').not.toContain(new URL(app.url).host);
    }
    expect(await page.context().cookies(new URL(app.url).origin)).not.toContainEqual(
      expect.objectContaining({ name: expect.stringMatching(/patchbay/) }),
    );
    // However much that port sets, it keeps nobody out.
    const { origin } = new URL(tab.url());
    const cookie = (index: number) => ({ name: `c${index}`, value: 'x'.repeat(4000), url: origin });
    await page.context().addCookies(Array.from({ length: 100 }, (_, index) => cookie(index)));
    expect(await page.context().cookies(app.url)).toHaveLength(100);
    await page.reload();
    await drawn(page);
    other.close();
  });

  it('stays closed to a page of another port', async () => {
    const { page } = await openPage(browser, app.url);
    await drawn(page);
    const other = await App.start('demo');
    const tab = await page.context().newPage();
    await tab.goto(other.url);
    await drawn(tab);
    const { origin } = new URL(app.url);
    const answers = await tab.evaluate(async (target) => {
      const socket = new WebSocket(`${target.replace('http', 'ws')}/socket`);
      const attempts = [
        fetch(`${target}/`, { mode: 'no-cors' }),
        new Promise((resolve, reject) => {
          socket.onopen = resolve;
          socket.onerror = reject;
        }),
      ];
      return Promise.all(
        attempts.map((attempt) =>
          attempt.then(
            () => 'answered',
            () => 'refused',
          ),
        ),
      );
    }, origin);
    expect(answers).toEqual(['refused', 'refused']);
    await other.remove();
  });

  it('serves eight tabs at once: each is live, and an edit with the guard is confirmed from any', async () => {
    const { page: first } = await openPage(browser, app.url);
    await drawn(first);
    const tabs = [first];
    while (tabs.length < 8) {
      const tab = await first.context().newPage();
      await tab.goto(new URL(app.url).origin);
      await drawn(tab);
      tabs.push(tab);
    }
    for (const [index, tab] of tabs.slice(0, 4).entries()) {
      // The card with the host's second default route: into br-lab and back, turn by turn.
      const panel = new PatchPanel(tab);
      await tab.bringToFront();
      await panel.find('enp7s0');
      if (index % 2 === 0) {
        await tab.keyboard.press('m');
        const place = tab.getByRole('menuitem', { name: /br-lab/ });
        await place.waitFor();
        await place.press('Enter');
      } else await tab.keyboard.press('Control+z');
      const guarded = tab.getByRole('button', { name: 'Use the guard…' });
      const apply = tab.getByRole('button', { name: 'Apply with guard' });
      await guarded.or(apply).waitFor();
      if (await guarded.isVisible()) await tab.keyboard.press('Enter');
      await apply.waitFor();
      await panel.settled();
      await tab.keyboard.press('Enter');
      // Every tab tells of it; one of the other four says Confirm, while the first one’s request waits still.
      const banners = tabs.map((each) => each.getByRole('region', { name: 'Guarded edit' }));
      for (const banner of banners) await banner.locator('[data-contact="yes"]').waitFor();
      const keeper = index + 4;
      await tabs[keeper]?.bringToFront();
      const from = Date.now();
      await banners[keeper]?.getByRole('button', { name: 'Confirm' }).click();
      await banners[keeper]?.getByText(/^Confirmed:/).waitFor();
      expect(Date.now() - from).toBeLessThan(20_000);
      for (const banner of banners) await banner.getByText(/^Confirmed:/).waitFor();
      await banners[keeper]?.getByRole('button', { name: 'Dismiss' }).click();
      for (const banner of banners) await expect.poll(() => banner.count()).toBe(0);
    }
  }, 300_000);

  it('says that it is gone when it ends, and ends at once', async () => {
    const { page } = await openPage(browser, app.url);
    await drawn(page);
    expect(await app.stop()).toBe(0);
    await page.getByText('not connected', { exact: true }).waitFor();
  });

  it('leaves nothing on disk while nothing was changed', async () => {
    const { page } = await openPage(browser, app.url);
    await drawn(page);
    await app.stop();
    expect(await readdir(join(app.config, 'patchbay')).catch(() => [])).toEqual([]);
  });
});
