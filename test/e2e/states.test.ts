import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { Asks } from './support/asks.ts';
import { openBrowser, openPage, type PageOptions, shoot } from './support/browser.ts';
import type { PatchPanel } from './support/panel.ts';
import { openWindow } from './support/window.ts';

const patchbay = join(import.meta.dirname, '../../electron/start/patchbay.mjs');

let browser: Browser;
let directory: string;
let apps: App[] = [];
let page: Page;
let panel: PatchPanel;

beforeAll(async () => {
  browser = await openBrowser();
  directory = await mkdtemp(join(tmpdir(), 'patchbay-states-'));
});
afterEach(async () => {
  await page.context().close();
  await Promise.all(apps.map((app) => app.remove()));
  apps = [];
});
afterAll(async () => {
  await browser.close();
  await rm(directory, { recursive: true, force: true });
});

async function started(...how: Parameters<typeof App.start>): Promise<App> {
  const app = await App.start(...how);
  apps.push(app);
  return app;
}

async function open(app: App, options: PageOptions = {}): Promise<void> {
  ({ page, panel } = await openWindow(browser, app, options));
}

/** Opens the plan that moves home-assistant's first cable to br-lab. */
async function planMove(): Promise<void> {
  await panel.find('vnet3');
  await page.keyboard.press('m');
  await page.getByRole('menuitem', { name: 'br-lab' }).click();
  await panel.settled();
}

/** True when the page is wider than its window: something is cut off, or the whole page scrolls. */
function overflows(): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
}

/** What is on the screen or in a tooltip, of the panels: the canvas has tests of its own. */
function panelText(): Promise<string> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.header, .banners, .table-view, .inspector, dialog')]
      .flatMap((part) => [part, ...part.querySelectorAll('[title], [aria-label]')])
      .map((part) => `${part.textContent} ${part.getAttribute('title')} ${part.getAttribute('aria-label')}`)
      .join('\n'),
  );
}

describe('an edit that does not end as promised', () => {
  it('that waits for its guest can be stopped, and the sheet then says what became of it', async () => {
    await open(await started('demo'));
    await panel.find('tap-xp');
    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: 'Detach the vNIC from the VM' }).click();
    await panel.settled();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor();
    await panel.inspector
      .getByRole('button', { name: 'Move to…' })
      .and(page.locator('[aria-disabled=true]'))
      .waitFor();
    await shoot(page, 'status-waiting');
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await panel.sheetTitle.getByText('Stopped').waitFor();
    await shoot(page, 'sheet-stopped');
  });

  it('shows each step, what the host shows instead, and what the command printed', async () => {
    await open(await started('demo'), { width: 1024, height: 700 });
    const result = {
      planId: 'p1',
      outcome: 'half-done',
      message: 'The second step failed, and the first could not be put back.',
      advice: 'Look at `virsh domiflist home-assistant`.',
      freshPlan: null,
      steps: [
        { title: 'Plug it in', command: 'virsh one', outcome: 'not-put-back', output: '', mismatch: '' },
        {
          title: 'Change its definition',
          command: "virsh two <<'EOF'\n<interface/>\nEOF",
          outcome: 'failed',
          output: 'error: Failed to update device\nerror: \u202eno such bridge',
          mismatch: 'vnet3 is on br0.',
        },
      ],
    };
    await (await Asks.of(page)).answerInstead('edit.apply', { ok: true, value: result });
    await planMove();
    await page.keyboard.press('Enter');
    await panel.sheetTitle.getByText('Only partly applied').waitFor();
    await panel.sheet.getByText('error: Failed to update device').waitFor();
    await panel.sheet.getByText('vnet3 is on br0.').waitFor();
    await panel.sheet.getByText('The command').last().click();
    await panel.sheet.getByText('virsh two').waitFor();
    expect(await panelText()).not.toContain('\u202e');
    await shoot(page, 'sheet-half-done');
  });

  it('shows the plan anew where the host has changed meanwhile', async () => {
    await open(await started('demo'));
    const asks = await Asks.of(page);
    await planMove();
    const { plan } = ((await asks.answer('edit.plan')) as { value: { plan: { id: string } } }).value;
    const stale = { planId: plan.id, outcome: 'stale', message: '', advice: '', steps: [], freshPlan: plan };
    await asks.answerInstead('edit.apply', { ok: true, value: stale });
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('The host has changed since').waitFor();
    expect(
      await page.getByRole('button', { name: 'Apply' }).evaluate((apply) => apply === document.activeElement),
    ).toBe(true);
    await shoot(page, 'sheet-stale');
  });
});

describe('an engine that is gone', () => {
  it('is told, with the age of what is shown; a new one does not know the window, and that is told too', async () => {
    const app = await started('demo');
    await open(app);
    await panel.find('tap-xp');
    await app.stop();
    await page.getByRole('alert').getByText('Lost contact with Patchbay’s engine').waitFor();
    await panel.inspector.getByText('Patchbay’s engine is unavailable.').waitFor();
    // A screen reader is told once, and not again with each second that passes.
    const chatter = await page.evaluate(async () => {
      let changes = 0;
      const observer = new MutationObserver((records) => {
        changes += records.length;
      });
      for (const region of document.querySelectorAll('[role=status], [role=alert], [aria-live]')) {
        observer.observe(region, { childList: true, characterData: true, subtree: true });
      }
      await new Promise((resolve) => setTimeout(resolve, 2500));
      return changes;
    });
    expect(chatter).toBe(0);
    await shoot(page, 'engine-lost');
    await started('demo', app.config, ['--port', new URL(app.url).port]);
    await page.getByRole('alert').getByText('This window’s session has ended').waitFor();
    await shoot(page, 'session-refused');
  });

  it('leaves in doubt what it was doing', async () => {
    await open(await started('demo'));
    await (await Asks.of(page)).answerInstead('edit.apply', 'lost');
    await planMove();
    await page.keyboard.press('Enter');
    await panel.status.getByText('It may have been applied').waitFor();
    await shoot(page, 'status-in-doubt');
  });

  it('is tried again, by a button at once', async () => {
    const app = await started('demo');
    await open(app);
    let isGone = true;
    let tries = 0;
    await page.routeWebSocket('**/socket', (socket) => {
      tries += 1;
      if (isGone) socket.close();
      else socket.connectToServer();
    });
    await page.reload();
    await page.getByRole('heading', { name: 'Patchbay’s server doesn’t answer.' }).waitFor();
    await shoot(page, 'stage-failed');
    await expect.poll(() => tries, { timeout: 15_000 }).toBeGreaterThan(4);
    const before = tries;
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => tries, { timeout: 2_000 }).toBeGreaterThan(before);
    isGone = false;
    await page.locator('.cv-stage').waitFor();
    await page.getByText('live', { exact: true }).waitFor({ timeout: 15_000 });
  });
});

describe('a host that can’t be read in full', () => {
  it('without virsh shows this machine’s links, and what to install', async () => {
    const { PATH } = process.env;
    process.env.PATH = directory;
    const app = await started('local').finally(() => {
      process.env.PATH = PATH;
    });
    ({ page } = await openPage(browser, app.url));
    await page.getByRole('status').getByText('virsh is not installed.').waitFor();
    await page.getByText('1 source unavailable').click();
    await page.getByRole('heading', { name: 'Sources' }).waitFor();
    await shoot(page, 'no-virsh');
    await page.mouse.click(700, 600);
    await expect.poll(() => page.locator('.health-sheet').isVisible()).toBe(false);
  });

  it('that is slow is told to be still read, with what was read before, and is not in trouble', async () => {
    const recorded = join(import.meta.dirname, '../fixtures/lab');
    const script = `#!/bin/sh
PATH=/usr/bin:/bin
case "$*" in
*link*) cat ${recorded}/ip-j-d-s-link.json ;;
*addr*) [ -e ${directory}/slower ] && sleep 60 || sleep 3; cat ${recorded}/ip-j-addr.json ;;
*) echo '[]' ;;
esac
`;
    await writeFile(join(directory, 'ip'), script, { mode: 0o755 });
    const { PATH } = process.env;
    process.env.PATH = directory;
    process.env.PATCHBAY_PATIENCE = '6';
    const app = await started('local').finally(() => {
      process.env.PATH = PATH;
      delete process.env.PATCHBAY_PATIENCE;
    });
    ({ page } = await openPage(browser, app.url));
    const addresses = page.locator('.health-sheet li', { hasText: 'Host addresses' });
    await page.locator('button.health').click();
    await addresses.getByText('Slow: the last read took 3 s.').waitFor({ timeout: 20_000 });
    await writeFile(join(directory, 'slower'), '');
    await addresses.getByText(/^Reading for \d+ s… The last read took 3 s\.$/).waitFor({ timeout: 20_000 });
    expect(await addresses.getAttribute('data-trouble')).toBe('false');
    expect(await addresses.locator('.source-age').textContent()).toMatch(/ago$/);
    await shoot(page, 'slow-source');
    await page.emulateMedia({ colorScheme: 'dark' });
    await shoot(page, 'slow-source-dark');
  });

  it('says that a broken settings file was set aside, until that is dismissed', async () => {
    const config = await mkdtemp(join(tmpdir(), 'patchbay-e2e-'));
    await mkdir(join(config, 'patchbay'));
    await writeFile(join(config, 'patchbay/settings.json'), '{broken');
    await open(await started('demo', config));
    const remark = page.locator('.banner').filter({ hasText: 'settings.json' });
    await remark.waitFor();
    await shoot(page, 'settings-set-aside');
    await remark.getByRole('button', { name: 'Dismiss' }).click();
    await expect.poll(() => remark.count()).toBe(0);
  });
});

describe('a capture', () => {
  it('can be looked at and not changed, and each button says so', async () => {
    await open(await started(`replay:${await captured('plain', (text) => text)}`));
    await page.getByText('This is a capture of a host, taken on').waitFor();
    await page.getByText('capture', { exact: true }).waitFor();
    await panel.find('vnet3');
    await panel.inspector.getByText('This is a capture, so it’s read-only.').waitFor();
    for (const key of ['m', 'a', 'Delete']) await page.keyboard.press(key);
    expect(await panel.sheet.count()).toBe(0);
    const undo = page.getByRole('button', { name: 'Undo' });
    expect(await undo.getAttribute('title')).toBe('Undo: This is a capture, so it’s read-only.');
    await shoot(page, 'capture');
  });

  it('with hostile names spells out what they hide, and keeps to its window', async () => {
    const file = await captured('hostile', (text) =>
      text
        .replaceAll('home-assistant', 'h'.repeat(200))
        .replaceAll('nextcloud', 'pay\\u202egnp.exe')
        .replaceAll('br-storage', 'br\\u2066\\u200bsto'),
    );
    await open(await started(`replay:${file}`), { width: 1024, height: 700 });
    await panel.find('52:54:00:c1:0d:02');
    await panel.inspector.getByRole('heading', { name: 'net1 of pay‹U+202E›gnp.exe' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('52:54:00:4a');
    await page.locator('.hit').first().waitFor();
    expect(await overflows()).toBe(false);
    await shoot(page, 'hostile-search');
    await page.keyboard.press('Enter');
    await panel.inspector.getByText('52:54:00:4a:55:10').first().waitFor();
    expect(await panel.inspector.getByText('vnet3').first().isVisible()).toBe(true);
    await shoot(page, 'hostile-inspector');
    await page.keyboard.press('t');
    await page.getByRole('cell', { name: 'br‹U+2066›‹U+200B›sto' }).first().waitFor();
    expect(await overflows()).toBe(false);
    expect(await panelText()).not.toMatch(/[\u202e\u2066\u200b]/);
    await shoot(page, 'hostile-table');
  });
});

describe('a small window, and one at 200 %', () => {
  it.each([
    [1024, 700],
    [720, 450],
    [512, 350],
  ])('of %i×%i has all of the header, the sheet’s buttons and the inspector in it', async (width, height) => {
    await open(await started('demo'), { width, height });
    await planMove();
    for (const button of [
      page.getByRole('button', { name: 'Apply' }),
      page.getByRole('button', { name: 'Cancel' }),
    ]) {
      const box = await button.boundingBox();
      expect(box !== null && box.x >= 0 && box.x + box.width <= width && box.y + box.height <= height).toBe(
        true,
      );
    }
    await shoot(page, `sheet-${width}`);
    await page.keyboard.press('Escape');
    const tools = await page.locator('.header-tools').boundingBox();
    expect(tools !== null && tools.x + tools.width <= width).toBe(true);
    expect(await overflows()).toBe(false);
    await panel.inspector.getByRole('button', { name: 'Close' }).click();
    await page.keyboard.press('t');
    await page.getByRole('table').waitFor();
    expect(await overflows()).toBe(false);
  });
});

/** A capture of the demo host in a file of its own, with its text changed. */
async function captured(name: string, change: (text: string) => string): Promise<string> {
  const file = join(directory, `${name}.json`);
  await promisify(execFile)(process.execPath, [patchbay, 'capture', file, '--host', 'demo']);
  await writeFile(file, change(await readFile(file, 'utf8')));
  return file;
}
