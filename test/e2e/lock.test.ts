import { type Browser, request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { type OpenedPage, openBrowser, openPage, shoot } from './support/browser.ts';
import { PatchPanel } from './support/panel.ts';

const homeAssistant = 'vm:8b1f4c7e-2d7a-4e0b-8f3c-5a9d6e2c7b02';

let browser: Browser;
let app: App;
let opened: OpenedPage;
let panel: PatchPanel;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  expect(opened.complaints).toEqual([]);
  await opened.page.context().close();
  await app.remove();
});

async function open(options: Parameters<typeof openPage>[2] = {}) {
  opened = await openPage(browser, app.url, options);
  panel = new PatchPanel(opened.page);
  await panel.card(homeAssistant).waitFor();
}

const lockButton = () => opened.page.getByRole('button', { name: 'Lock, so that nothing can be changed' });
const lockedButton = () => opened.page.getByRole('button', { name: 'Locked: nothing can be changed' });

describe('the lock in the toolbar', () => {
  it('lets nothing be changed, says so, is kept across a restart, and unlocks again', async () => {
    app = await App.start('demo');
    await open();
    await lockButton().click();
    await lockedButton().waitFor();

    await panel.drag(panel.port('br0', 'vnet3'), panel.card('link:br-iot'));
    expect(await panel.sheet.count()).toBe(0);
    await panel.find('vnet3');
    await panel.inspector.getByText('Unlock it with the lock in its toolbar.').waitFor();
    await opened.page.keyboard.press('m');
    expect(await panel.sheet.count()).toBe(0);
    await shoot(opened.page, 'locked-light');

    await opened.page.context().close();
    await app.stop();
    app = await App.start('demo', app.config);
    await open({ colorScheme: 'dark' });
    await lockedButton().waitFor();
    await panel.find('vnet3');
    await shoot(opened.page, 'locked-dark');
    await lockedButton().click();
    await lockButton().waitFor();
    await opened.page.keyboard.press('m');
    await panel.sheet.waitFor();
  });

  it('stops a plan that was on the sheet already, in another window too', async () => {
    app = await App.start('demo');
    await open();
    await panel.drag(panel.port('br0', 'vnet3'), panel.card('link:br-iot'));
    const apply = opened.page.getByRole('button', { name: 'Apply' });
    await apply.waitFor();
    expect(await post('lock.set', { locked: true })).toMatchObject({ ok: true });
    await panel.sheet.getByText('Patchbay is locked').waitFor();
    expect(await apply.getAttribute('aria-disabled')).toBe('true');
    await shoot(opened.page, 'locked-sheet');
    await opened.page.keyboard.press('Enter');
    await opened.page.keyboard.press('Escape');
    await expect.poll(() => panel.sheet.count()).toBe(0);
    expect(await panel.port('br0', 'vnet3').count()).toBe(1);
  });
});

describe('--read-only', () => {
  it('can’t be unlocked: not in the window, and not past it', async () => {
    app = await App.start('demo', undefined, ['--read-only']);
    await open();
    await lockedButton().waitFor();
    expect(await lockedButton().getAttribute('aria-disabled')).toBe('true');
    expect(await lockedButton().getAttribute('title')).toContain('started with --read-only');
    await shoot(opened.page, 'read-only-light');
    await opened.page.emulateMedia({ colorScheme: 'dark' });
    await shoot(opened.page, 'read-only-dark');
    expect(await post('lock.set', { locked: false })).toMatchObject({ ok: false });
    const planned = await post('edit.plan', {
      edit: { kind: 'move', cable: 'link:tap-spare', to: 'link:br0' },
    });
    expect(planned).toMatchObject({ ok: true, value: { ok: true } });
    expect(await post('edit.apply', { planId: planned.value.plan.id })).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('--read-only') },
    });
  });
});

/** As a script would ask that has the browser's cookie: past whatever the page lets one press. */
async function post(name: string, data: unknown) {
  const { origin } = new URL(app.url);
  const storageState = await opened.page.context().storageState();
  const script = await request.newContext({ storageState, extraHTTPHeaders: { origin } });
  try {
    return await (await script.post(`${origin}/api/${name}`, { data })).json();
  } finally {
    await script.dispose();
  }
}
