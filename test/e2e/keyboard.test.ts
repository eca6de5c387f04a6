import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { Asks } from './support/asks.ts';
import { openBrowser } from './support/browser.ts';
import type { PatchPanel } from './support/panel.ts';
import { openWindow } from './support/window.ts';

const pihole = 'vm:c5d0e9a4-7f61-4f28-a1be-0e3b7d9c8a03';

let browser: Browser;
let app: App;
let page: Page;
let panel: PatchPanel;
let complaints: string[];

// One host for all: no test here changes it. Each begins with a window that was just loaded.
beforeAll(async () => {
  browser = await openBrowser();
  app = await App.start('demo');
  ({ page, complaints, panel } = await openWindow(browser, app));
});
beforeEach(async () => {
  await page.reload();
  await panel.card(pihole).waitFor();
});
afterEach(async () => {
  await page.unrouteAll();
  expect(complaints).toEqual([]);
});
afterAll(async () => {
  await browser.close();
  await app.remove();
});

/** What has the focus, as its class or its label says. */
function focused(): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.className ?? '';
  });
}

async function openTargets(): Promise<void> {
  await panel.find('vnet3');
  await page.keyboard.press('m');
  await page.getByRole('menuitem', { name: 'br-lab' }).waitFor();
}

describe('a key just after the window was loaded, with the focus nowhere', () => {
  it('zooms the picture in and out, and shows all of it again', async () => {
    const percent = async () => Number.parseInt((await page.locator('.cv-percent').textContent()) ?? '', 10);
    const all = await percent();
    await page.keyboard.press('+');
    await expect.poll(percent).toBe(Math.round(all * 1.25));
    await page.keyboard.press('-');
    await page.keyboard.press('-');
    await expect.poll(percent).toBe(Math.round(all / 1.25));
    await page.keyboard.press('0');
    await expect.poll(percent).toBe(all);
  });

  it('says why it does nothing, and that the host is read again', async () => {
    await page.keyboard.press('m');
    await panel.status.getByText('Select a cable first.').waitFor();
    await page.keyboard.press('r');
    await panel.status.getByText('The host was read again.').waitFor();
  });
});

describe('a key after a search', () => {
  it('is answered by what was found, and not by what had the focus before', async () => {
    await panel.card('link:enp4s0').click();
    await panel.find('vnet3');
    await page.keyboard.press('m');
    await panel.sheetTitle.getByText('Move home-assistant’s net0 to…').waitFor();
  });
});

describe('Esc', () => {
  it('closes what is on top and nothing else: the health sheet, then what search lit', async () => {
    await panel.find('vnet3');
    await page.locator('button.health').click();
    await page.getByRole('heading', { name: 'Sources' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.health-sheet').isVisible()).toBe(false);
    expect(await panel.inspector.count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => panel.inspector.count()).toBe(0);
    await page.getByText('Find a MAC, vnet, VM, IP or bridge').waitFor();
  });

  it('closes a second search without taking back the first', async () => {
    await panel.find('vnet3');
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog.palette').count()).toBe(0);
    await page.getByText('Path of vnet3').waitFor();
  });

  it('closes the sheet, keeps the selection, and gives the focus back', async () => {
    await panel.find('vnet3');
    const button = panel.inspector.getByRole('button', { name: 'Move to…' });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'br-lab' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => panel.sheet.count()).toBe(0);
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  });
});

describe('Enter', () => {
  it('applies a plan once, however often it is pressed', async () => {
    // The engine's answer is held back, so that the second Enter meets a plan that runs.
    const asks = await Asks.of(page);
    await asks.answerInstead('edit.apply', null);
    await openTargets();
    await page.getByRole('menuitem', { name: 'bridge br-lab' }).click();
    await panel.settled();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await panel.status.getByText('starting').waitFor();
    expect(await asks.count('edit.apply')).toBe(1);
  });

  it('pressed twice by habit, for the target and at once again, applies nothing that nobody has read', async () => {
    await openTargets();
    /** Whether keys on the button that applies would get through, the very moment it is there. */
    const early = await page.evaluateHandle(() => {
      const answer = new Promise<boolean[]>((resolve) => {
        new MutationObserver((_, observer) => {
          const apply = document.querySelector('.sheet button[type=submit]');
          if (apply === null) return;
          observer.disconnect();
          resolve(
            ['Enter', ' '].map((key) =>
              apply.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })),
            ),
          );
        }).observe(document.body, { childList: true, subtree: true });
      });
      // Not the promise itself, which would be waited for here.
      return { answer };
    });
    await page.keyboard.press('Enter');
    expect(await early.evaluate(({ answer }) => answer)).toEqual([false, false]);
    await panel.settled();
    const late = await page.locator('.sheet button[type=submit]').evaluate((apply) => {
      const key = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
      return apply.dispatchEvent(key);
    });
    expect(late).toBe(true);
  });

  it('that is held down since the step before applies nothing', async () => {
    const asks = await Asks.of(page);
    await openTargets();
    await page.keyboard.down('Enter');
    await page.getByRole('button', { name: 'Apply' }).waitFor();
    await page.keyboard.down('Enter');
    await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    await panel.sheetTitle.getByText('Move home-assistant').waitFor();
    expect(await asks.count('edit.apply')).toBe(0);
  });

  it('does nothing on a target that can’t be, which the arrows lead to for its reason', async () => {
    await openTargets();
    await page.keyboard.press('End');
    const last = page.locator('.place:focus');
    expect(await last.getAttribute('aria-disabled')).toBe('true');
    expect(await last.locator('.place-why').textContent()).toContain('already');
    await page.keyboard.press('Enter');
    expect(await panel.sheetTitle.textContent()).toBe('Move home-assistant’s net0 to…');
  });

  it('with a MAC that is none in its field applies nothing, by key or by button', async () => {
    const asks = await Asks.of(page);
    await panel.find('pihole');
    await page.keyboard.press('a');
    await page.getByRole('menuitem', { name: 'bridge br-lab' }).click();
    await panel.sheet.getByLabel('MAC').fill('53:54');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('alert').getByText('A MAC has six bytes').waitFor();
    expect(await focused()).toContain('mono');
    await page.keyboard.press('Enter');
    expect(await asks.count('edit.apply')).toBe(0);
    expect(await panel.sheet.count()).toBe(1);
  });
});

describe('keys that are not Patchbay’s', () => {
  it('stay the browser’s: reload, new tab, and undo while typing', async () => {
    const taken = (key: string, ctrlKey: boolean) =>
      page.evaluate(
        ([name, ctrl]) =>
          !document.body.dispatchEvent(
            new KeyboardEvent('keydown', { key: name, ctrlKey: ctrl, bubbles: true, cancelable: true }),
          ),
        [key, ctrlKey] as const,
      );
    expect(await taken('r', true)).toBe(false);
    expect(await taken('t', true)).toBe(false);
    expect(await taken('F5', false)).toBe(false);
    expect(await taken('k', true)).toBe(true);
  });

  it('type into the field, and Ctrl+Z there takes back what was typed', async () => {
    await panel.find('pihole');
    await page.keyboard.press('a');
    await page.getByRole('menuitem', { name: 'bridge br-lab' }).click();
    const mac = panel.sheet.getByLabel('MAC');
    await mac.focus();
    const before = await mac.inputValue();
    await page.keyboard.press('End');
    await page.keyboard.type('mta');
    expect(await mac.inputValue()).toBe(`${before}mta`);
    await page.keyboard.press('Control+z');
    expect(await mac.inputValue()).not.toBe(`${before}mta`);
    expect(await panel.sheetTitle.textContent()).toBe('Attach a vNIC of pihole to br-lab');
  });
});

describe('the table', () => {
  it('is walked by arrows, sorted by its headings, and edited by the same keys', async () => {
    await page.keyboard.press('t');
    await page.getByRole('button', { name: 'TAP', exact: true }).click();
    const taps = () => page.locator('.table-view tbody td:nth-child(5)').allTextContents();
    const upwards = (await taps()).map((tap) => tap.trim());
    expect(upwards.indexOf('vnet9')).toBeLessThan(upwards.indexOf('vnet10'));
    await page
      .getByRole('columnheader', { name: 'TAP', exact: true })
      .and(page.locator('[aria-sort=ascending]'))
      .waitFor();

    await page.locator('.table-view tbody button').first().focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    for (const _ of ['macvtap0', 'tap-haiku', 'tap-spare']) await page.keyboard.press('ArrowDown');
    await panel.inspector.waitFor();
    const selected = page.locator('.table-view tr[data-selected=true]');
    expect(await selected.locator('td').nth(3).textContent()).toBe('tap-xp');
    for (const [key, title] of [
      ['m', /^Move /],
      ['Delete', /^Disconnect /],
      ['a', /^Attach /],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(() => panel.sheetTitle.textContent()).toMatch(title);
      await page.keyboard.press('Escape');
      await expect.poll(() => panel.sheet.count()).toBe(0);
    }
  });

  it('has one stop for Tab among its rows', async () => {
    await page.keyboard.press('t');
    await page.getByRole('table').waitFor();
    expect(await page.locator('.table-view tbody button[tabindex="0"]').count()).toBe(1);
  });
});

describe('for whoever can’t see the screen', () => {
  it('every button has a name, headings skip no level, and the focus is always seen', async () => {
    await panel.find('vnet3');
    await panel.inspector.waitFor();
    const { nameless, levels } = await page.evaluate(() => ({
      nameless: [...document.querySelectorAll('button')].filter(
        (button) => (button.ariaLabel ?? button.textContent.trim()) === '',
      ).length,
      levels: [...document.querySelectorAll('h1, h2, h3, h4')].map(({ tagName }) => Number(tagName.slice(1))),
    }));
    expect(nameless).toBe(0);
    expect(levels[0]).toBe(1);
    for (const [index, level] of levels.entries()) {
      expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
    }
    await page.locator('button.health').focus();
    for (let stop = 0; stop < 12; stop += 1) {
      await page.keyboard.press('Tab');
      const outline = await page.evaluate(() => {
        const element = document.activeElement;
        const { outlineStyle, boxShadow } = getComputedStyle(element ?? document.body);
        return `${element?.tagName} ${outlineStyle} ${boxShadow}`;
      });
      expect(outline).not.toMatch(/ none none$/);
    }
  });
});
