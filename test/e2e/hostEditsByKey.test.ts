import { beforeEach, describe, expect, it } from 'vitest';
import { shoot } from './support/browser.ts';
import { DemoWindow } from './support/demoWindow.ts';

const lanVnic = 'vnic:8b1f4c7e-2d7a-4e0b-8f3c-5a9d6e2c7b02/52:54:00:4a:55:10';

const demo = DemoWindow.ofThisFile();
beforeEach(() => demo.open());

/** Presses keys one after the other, as a person does who knows them. */
async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await demo.page.keyboard.press(key);
}

/** Replaces what stands in the field that has the focus. */
async function retype(text: string): Promise<void> {
  await press('Control+a');
  await demo.page.keyboard.type(text);
}

/** The words of what has the focus: its label, its text, or the name of its field. */
function focused(): Promise<string> {
  return demo.page.evaluate(() => {
    const element = document.activeElement;
    return element instanceof HTMLInputElement || element instanceof HTMLSelectElement
      ? element.name
      : (element?.getAttribute('aria-label') ?? element?.textContent ?? '');
  });
}

/** What the palette finds, followed. */
async function command(typed: string): Promise<void> {
  await press('/');
  await demo.page.keyboard.type(typed);
  await demo.page.locator('.command-hit').first().waitFor();
  await press('Enter');
}

describe('the menu', () => {
  it('opens by Shift+F10 and by the Menu key on what has the focus, and gives the focus back', async () => {
    const { panel, page } = demo;
    for (const key of ['Shift+F10', 'ContextMenu']) {
      await panel.row(lanVnic).focus();
      await press(key);
      await page.getByRole('menu', { name: 'vNIC net0 of home-assistant' }).waitFor();
      await expect.poll(focused).toContain('Move to…');
      await press('End');
      expect(await focused()).toContain('Why has this VM no network?');
      await press('ArrowUp');
      expect(await focused()).toContain('Attach another vNIC…');
      await press('ArrowUp');
      expect(await focused()).toContain('Its address is known.');
      await press('ArrowUp');
      expect(await focused()).toContain('home-assistant is running');
      // It says why, and does nothing.
      await press('Enter');
      expect(await panel.sheet.count()).toBe(0);
      await press('Escape');
      await expect.poll(() => page.getByRole('menu').count()).toBe(0);
      expect(await panel.row(lanVnic).evaluate((row) => row === document.activeElement)).toBe(true);
      expect(await panel.inspector.count()).toBe(1);
    }
  });

  it('does at once what the key of an entry says', async () => {
    const { panel, page } = demo;
    await panel.row(lanVnic).focus();
    await press('Shift+F10');
    await page.getByRole('menu').waitFor();
    await press('Delete');
    await panel.sheetTitle.getByText('Disconnect home-assistant’s net0?').waitFor();
    expect(await page.getByRole('menu').count()).toBe(0);
  });

  it('is the same for a row of the table', async () => {
    const { panel, page } = demo;
    await press('t');
    await page.locator('.table-view tbody button[tabindex="0"]').focus();
    await press('ArrowDown', 'Shift+F10');
    await page.getByRole('menuitem', { name: 'Move to…' }).waitFor();
    await press('Enter');
    await panel.sheet.locator('.place').first().waitFor();
  });

  it('says once for all of it that nothing can be changed', async () => {
    await demo.page.getByRole('button', { name: 'Make read-only' }).click();
    await demo.page.getByRole('button', { name: 'Read-only: unlock to edit' }).waitFor();
    await press('n');
    const menu = demo.page.locator('.action-menu');
    await menu.getByText('Read-only: unlock in the toolbar to edit.').waitFor();
    expect(await menu.getByText('Read-only: unlock in the toolbar to edit.').count()).toBe(1);
    expect(await menu.locator('.menu-item[aria-disabled=true]').count()).toBe(5);
  });
});

describe('a bridge', () => {
  it('is created, with a field set right on the way, takes a cable, and both are undone', async () => {
    const { panel } = demo;
    await press('n', 'Enter');
    await expect.poll(focused).toBe('name');
    // The suggested name is selected: typing replaces it.
    await demo.page.keyboard.type('br 9');
    expect(await panel.sheet.getByLabel('Name').inputValue()).toBe('br 9');
    await press('Enter');
    await panel.sheet.getByRole('alert').getByText('A link’s name can’t contain spaces').waitFor();
    expect(await focused()).toBe('name');
    await retype('br9');
    await press('Tab', 'Space', 'Tab');
    expect(await focused()).toBe('forwardDelay');
    await retype('2');
    await press('Enter');
    await panel.settled();
    // Back to what was typed, and on again.
    await press('Escape');
    await expect.poll(focused).toBe('name');
    expect(await panel.sheet.getByLabel('Forward delay').inputValue()).toBe('2');
    await press('Enter');
    await panel.applied();
    await panel.card('link:br9').waitFor();

    await panel.find('vnet3');
    await press('m');
    await panel.sheet.locator('.place').first().waitFor();
    while ((await demo.page.locator('.place:focus strong').textContent()) !== 'br9') await press('ArrowDown');
    await press('Enter');
    await panel.applied();
    await panel.port('br9', 'vnet3').waitFor();
    await press('Control+z');
    await panel.applied();
    await press('Control+z');
    await panel.applied();
    await expect.poll(() => panel.card('link:br9').count()).toBe(0);
  });
});

describe('the palette', () => {
  it('finds what to do, does it, and says of what can’t be done why', async () => {
    const { panel, page } = demo;
    await command('create tap');
    await expect.poll(focused).toBe('name');
    await retype('tap-key');
    await press('Enter');
    await panel.applied();
    await panel.card('link:tap-key').waitFor();

    await command('delete tap-key');
    await panel.applied();
    await expect.poll(() => panel.card('link:tap-key').count()).toBe(0);

    await press('/');
    await page.keyboard.type('redo');
    await page.locator('.command-hit').getByText('Nothing to redo.').waitFor();
    await press('Enter');
    expect(await page.locator('dialog.palette').count()).toBe(1);
  });

  it('leads to what has the name that is typed first, and lists what can be done to it below', async () => {
    const { panel, page } = demo;
    await panel.find('br-lab');
    await press('/');
    await page.getByRole('group', { name: 'Do' }).getByText('Options…').waitFor();
    await page.keyboard.type('mtu br');
    await page.getByRole('option', { name: 'MTU of br-lab…' }).waitFor();
    await press('Enter');
    await panel.sheetTitle.getByText('MTU of br-lab').waitFor();
  });
});

describe('a network', () => {
  it('is defined, stopped, started and deleted', async () => {
    const { panel } = demo;
    await command('define network');
    await expect.poll(focused).toBe('name');
    await press('Enter');
    await panel.applied();
    await panel.find('net1');
    await command('stop net1');
    await panel.applied();
    await panel.card('network:net1').getByText('inactive').waitFor();
    await command('start net1');
    await panel.applied();
    await command('delete net1');
    await panel.applied();
    await expect.poll(() => demo.page.locator('[data-id="network:net1"]').count()).toBe(0);
  });
});

describe('a card of the host', () => {
  it('is moved by M, unplugged by Delete, and brought down from its menu', async () => {
    const { panel, page } = demo;
    const ports = panel.card('link:enp5s0').locator('.cv-port');
    await panel.find('enp5s0');
    await press('m');
    await panel.sheet.locator('.place').first().waitFor();
    while ((await page.locator('.place:focus strong').textContent()) !== 'br-iot') await press('ArrowDown');
    await press('Enter');
    await panel.applied();
    await ports.getByText('br-iot').waitFor();

    await press('Delete');
    await panel.applied();
    await expect.poll(() => ports.count()).toBe(0);
    expect(await panel.inspector.getByRole('button', { name: 'Connect to…' }).count()).toBe(1);
  });
});

describe('a new vNIC', () => {
  it('finds its place in a long list that typing narrows, also straight on a card', async () => {
    const { panel, page } = demo;
    await panel.find('pihole');
    await press('a');
    await panel.sheet.locator('.place').first().waitFor();
    await page.keyboard.type('enp4');
    await expect.poll(() => panel.sheet.locator('.place').count()).toBe(1);
    await press('Enter');
    await panel.sheetTitle.getByText('Attach a vNIC of pihole').waitFor();
    await panel.sheet.getByRole('combobox', { name: 'Mode', exact: true }).waitFor();
  });
});

describe('the looks', () => {
  it.each([
    ['light', 1440, 900],
    ['dark', 1440, 900],
    ['light', 1024, 700],
    ['dark', 1024, 700],
  ] as const)('of menu, forms and palette in %s at %i×%i', async (colorScheme, width, height) => {
    await demo.open({ colorScheme, width, height });
    const { panel, page } = demo;
    const shot = (name: string) => shoot(page, `${name}-${colorScheme}-${width}`);
    await panel.find('br-lab');
    await press('Shift+F10');
    await page.getByRole('menu').waitFor();
    await shot('menu');
    await press('Escape');
    for (const [typed, name] of [
      ['create bridge', 'form-bridge'],
      ['create a tap…', 'form-tap'],
      ['define network', 'form-network'],
      ['options', 'form-options'],
      ['mtu', 'form-mtu'],
    ] as const) {
      await command(typed);
      await panel.sheet.getByRole('button', { name: 'Review…' }).waitFor();
      await shot(name);
      await press('Escape');
      await expect.poll(() => panel.sheet.count()).toBe(0);
    }
    await press('/');
    await page.keyboard.type('br');
    await page.locator('.command-hit').first().waitFor();
    await shot('palette-do');
    await press('Escape');
    await panel.find('pihole');
    await press('a');
    await panel.sheet.locator('.place').first().waitFor();
    await shot('targets');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });
});
