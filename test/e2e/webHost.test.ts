import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { openBrowser, openPage, shoot } from './support/browser.ts';

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

describe('the web host, in a real browser', () => {
  it('shows the demo homelab under its content policy, with nothing to complain about', async () => {
    const { page, complaints } = await openPage(browser, app.url);
    await page.locator('[data-id^="vm:"]').first().waitFor();
    expect(page.url()).toBe(`${new URL(app.url).origin}/`);
    await shoot(page, 'demo-light');
    expect(complaints).toEqual([]);
  });

  it('lets nobody in who has no cookie, and no second browser by a used address', async () => {
    const { page: stranger } = await openPage(browser, new URL(app.url).origin);
    expect(await stranger.textContent('h1')).toBe('Patchbay does not know this browser');
    await openPage(browser, app.url);
    const { page: second } = await openPage(browser, app.url);
    expect(await second.textContent('h1')).toBe('This address has been used');
    await second.goto(new URL(app.url).origin);
    expect(await second.textContent('h1')).toBe('Patchbay does not know this browser');
  });

  it('stays closed to a page of another port, although the cookie goes along', async () => {
    const { page } = await openPage(browser, app.url);
    await page.locator('[data-id^="vm:"]').first().waitFor();
    const other = await App.start('demo');
    const tab = await page.context().newPage();
    await tab.goto(other.url);
    const { origin } = new URL(app.url);
    const answers = await tab.evaluate(async (target) => {
      const attempts = [
        fetch(`${target}/api/view.open`, { method: 'POST', body: '{}' }),
        fetch(`${target}/`, { mode: 'no-cors' }),
        fetch(`${target}/events`),
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
    expect(answers).toEqual(['refused', 'refused', 'refused']);
    await other.remove();
  });

  it('says that it is gone when it ends, and ends at once', async () => {
    const { page } = await openPage(browser, app.url);
    await page.locator('[data-id^="vm:"]').first().waitFor();
    expect(await app.stop()).toBe(0);
    await page.getByText('not connected').waitFor();
  });

  it('leaves nothing on disk while nothing was changed', async () => {
    const { page } = await openPage(browser, app.url);
    await page.locator('[data-id^="vm:"]').first().waitFor();
    await app.stop();
    expect(await readdir(join(app.config, 'patchbay')).catch(() => [])).toEqual([]);
  });
});
