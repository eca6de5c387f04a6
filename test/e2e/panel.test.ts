import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { Asks } from './support/asks.ts';
import { type PageOptions, shoot } from './support/browser.ts';
import { DemoWindow } from './support/demoWindow.ts';
import { expectToFit } from './support/looks.ts';
import { middleOf, type PatchPanel } from './support/panel.ts';

const lanVnic = 'vnic:8b1f4c7e-2d7a-4e0b-8f3c-5a9d6e2c7b02/52:54:00:4a:55:10';
const pihole = 'vm:c5d0e9a4-7f61-4f28-a1be-0e3b7d9c8a03';

/** Where nothing is drawn at 1440×900: under the last uplink. */
const emptyPlace = { x: 1180, y: 860 };

const demo = DemoWindow.ofThisFile();
let page: Page;
let panel: PatchPanel;

beforeEach(() => open());

async function open(options: PageOptions = {}): Promise<void> {
  await demo.open(options);
  ({ page, panel } = demo);
}

describe('finding a cable', () => {
  it('lights the path of a MAC typed without separators, dims the rest, and tells the vnet', async () => {
    await panel.find('5254004a5510');
    await panel.inspector.getByRole('button', { name: 'vnet3', exact: true }).waitFor();
    await expect.poll(() => panel.card('link:br0').getAttribute('class')).toContain('is-lit');
    expect(await panel.card('link:enp3s0').getAttribute('class')).toContain('is-lit');
    expect(await panel.card(pihole).getAttribute('class')).not.toContain('is-lit');
    await shoot(page, 'search-lit');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.has-light').count()).toBe(0);
    expect(await panel.inspector.count()).toBe(0);
  });

  it('follows a VLAN from the palette and from the control beside the zoom, and shows everything again', async () => {
    const isLit = (id: string) => async () =>
      ((await panel.card(id).getAttribute('class')) ?? '').includes('is-lit');
    await panel.find('vlan 20');
    await expect.poll(isLit('link:br-iot')).toBe(true);
    expect(await isLit('link:br-storage')()).toBe(true);
    expect(await isLit('link:br0')()).toBe(false);
    expect(await isLit(pihole)()).toBe(false);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.has-light').count()).toBe(0);
    const chooser = page.getByLabel('Follow VLAN');
    await chooser.selectOption('10');
    await expect.poll(isLit('link:br-storage')).toBe(true);
    expect(await isLit('link:br-iot')()).toBe(false);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.has-light').count()).toBe(0);
    expect(await chooser.inputValue()).toBe('');
  });

  it('finds a vnet, a VM, an IP and a bridge, and says so when there is nothing', async () => {
    for (const [typed, found] of [
      ['vnet3', 'vnet3'],
      ['home-as', 'home-assistant'],
      ['192.168.20.20', 'net1 of home-assistant'],
      ['br-iot', 'br-iot'],
    ] as const) {
      await panel.find(typed);
      await panel.inspector.getByRole('heading', { level: 2, name: found, exact: true }).waitFor();
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('Control+k');
    await page.keyboard.type('zz:zz');
    await page.getByText('Nothing on this host matches “zz:zz”.').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog.palette').count()).toBe(0);
  });
});

describe('moving a cable with the mouse', () => {
  it('re-plugs a running VM when its plug is dragged to another bridge, and undoes it', async () => {
    await panel.hold(panel.port('br0', 'vnet3'), panel.card('link:br-iot'));
    await shoot(page, 'drag-over-target');
    await page.mouse.up();
    await expect
      .poll(() => panel.sheetTitle.textContent())
      .toBe('Move home-assistant’s net0 from br0 to br-iot');
    await shoot(page, 'sheet-move');
    await panel.applied();
    await panel.port('br-iot', 'vnet3').waitFor();
    expect(await panel.port('br0', 'vnet3').count()).toBe(0);
    await shoot(page, 'moved');

    await page.keyboard.press('Control+z');
    await panel.applied();
    await panel.port('br0', 'vnet3').waitFor();
    expect(await panel.port('br-iot', 'vnet3').count()).toBe(0);

    await page.keyboard.press('Control+Shift+z');
    await panel.applied();
    await panel.port('br-iot', 'vnet3').waitFor();
  });

  it('changes nothing when the sheet is cancelled', async () => {
    await panel.drag(panel.port('br0', 'vnet3'), panel.card('link:br-iot'));
    await panel.sheet.waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => panel.sheet.count()).toBe(0);
    expect(await panel.port('br0', 'vnet3').count()).toBe(1);
  });

  it('says why a target can’t be taken, and takes no drop there', async () => {
    await panel.hold(panel.port('br0', 'vnet3'), panel.card('network:guest wifi'));
    await page.getByText('The network guest wifi is not active.').waitFor();
    await shoot(page, 'drag-over-impossible');
    await page.mouse.up();
    expect(await panel.sheet.count()).toBe(0);
  });

  it('asks whether a disconnected cable leaves the bridge or the VM, and disconnects it', async () => {
    await panel.drag(panel.port('br0', 'vnet3'), emptyPlace);
    await page.getByRole('button', { name: 'Detach the vNIC from the VM' }).waitFor();
    await shoot(page, 'sheet-pulled');
    await page.getByRole('button', { name: 'Disconnect from the bridge' }).click();
    await panel.applied();
    await expect.poll(() => panel.port('br0', 'vnet3').count()).toBe(0);
    await panel.row(lanVnic).getByText('vnet3').waitFor();
  });

  it('gives a VM a new vNIC when its socket is dragged to a bridge, with the MAC that the user types', async () => {
    await panel.drag(page.locator(`[data-socket="${pihole}"]`), panel.card('link:br-storage'));
    await panel.sheet.getByLabel('MAC').fill('52:54:00:de:ad:00');
    await panel.sheet.getByLabel('MAC').press('Enter');
    await panel.sheet.locator('pre').getByText('52:54:00:de:ad:00').first().waitFor();
    await shoot(page, 'sheet-attach');
    await page.getByRole('button', { name: 'Apply' }).click();
    await panel.status.locator('[data-tone=ok]').waitFor({ timeout: 30_000 });
    await panel.row(`${pihole.replace('vm:', 'vnic:')}/52:54:00:de:ad:00`).waitFor();
  });

  it('tells a MAC that is none, and plans nothing with it', async () => {
    await panel.drag(page.locator(`[data-socket="${pihole}"]`), panel.card('link:br-storage'));
    await panel.sheet.getByLabel('MAC').fill('53:54:00:de:ad');
    await panel.sheet.getByLabel('MAC').press('Enter');
    await page.getByRole('alert').getByText('a MAC has six bytes').waitFor();
  });
});

describe('by keyboard alone', () => {
  it('finds, moves and undoes', async () => {
    await panel.find('vnet3');
    await page.keyboard.press('m');
    await page.getByRole('menuitem', { name: 'br-lab' }).waitFor();
    while ((await page.locator('.place:focus strong').textContent()) !== 'br-lab') {
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
    await panel.applied();
    await panel.port('br-lab', 'vnet3').waitFor();
    await page.keyboard.press('Control+z');
    await panel.applied();
    await panel.port('br0', 'vnet3').waitFor();
  });

  it('reaches a VM’s rows by Tab and disconnects a cable by Delete', async () => {
    const row = panel.row(lanVnic);
    const isReached = () => row.evaluate((element) => element === document.activeElement);
    for (let stop = 0; stop < 60 && !(await isReached()); stop += 1) await page.keyboard.press('Tab');
    expect(await isReached()).toBe(true);
    await page.keyboard.press('Enter');
    await panel.inspector.waitFor();
    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: 'Disconnect from the bridge' }).waitFor();
    const chosen = () => page.locator('.pull-choice:focus strong').textContent();
    expect(await chosen()).toBe('Disconnect from the bridge');
    await page.keyboard.press('ArrowDown');
    expect(await chosen()).toBe('Detach the vNIC from the VM');
    await page.keyboard.press('ArrowLeft');
    expect(await chosen()).toBe('Disconnect from the bridge');
    await page.keyboard.press('Escape');
    await expect.poll(() => panel.sheet.count()).toBe(0);
  });
});

describe('what is selected', () => {
  it('is not covered by the inspector that opens for it', async () => {
    const card = panel.card('link:enp7s0');
    await card.click();
    await panel.inspector.waitFor();
    const right = async () => {
      const box = await card.boundingBox();
      return (box?.x ?? Infinity) + (box?.width ?? 0);
    };
    const { x: edge } = (await panel.inspector.boundingBox()) ?? { x: 0 };
    await expect.poll(right).toBeLessThanOrEqual(edge);
  });
});

describe('what is kept', () => {
  it('leaves a card where the user put it, across a restart of the app', async () => {
    const heading = panel.card(pihole).getByText('pihole', { exact: true });
    const { x, y } = await middleOf(heading);
    const asks = await Asks.of(page);
    await panel.drag(heading, { x: x + 60, y: y + 300 });
    const put = await positionOf(pihole);
    expect(await asks.answer('layout.save')).toMatchObject({ ok: true });
    await demo.restart();
    ({ page, panel } = demo);
    expect(await positionOf(pihole)).toBe(put);
  });

  it('keeps the colours that the user chose', async () => {
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    expect(await theme()).toBe('light');
    await page.getByRole('button', { name: 'Theme: system' }).click();
    await page.getByRole('button', { name: 'Theme: light' }).click();
    expect(await theme()).toBe('dark');
    await page.reload();
    await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
    expect(await theme()).toBe('dark');
  });
});

/** Where React Flow has put a card on the plane, whatever the camera looks at. */
function positionOf(id: string): Promise<string> {
  return page
    .locator(`.react-flow__node[data-id="${id}"]`)
    .evaluate((node) => (node as HTMLElement).style.transform);
}

describe('the looks', () => {
  it.each([
    ['light', 1440, 900],
    ['dark', 1440, 900],
    ['light', 1024, 700],
    ['dark', 1024, 700],
  ] as const)('is drawn in %s at %i×%i', async (colorScheme, width, height) => {
    await open({ colorScheme, width, height });
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe(colorScheme);
    await expectToFit(page, ['.header', '.cv-stage']);
    for (const card of [pihole, 'link:br0', 'link:enp3s0']) await expect.poll(() => isSeen(card)).toBe(true);
    await shoot(page, `panel-${colorScheme}-${width}`);
    await page.keyboard.press('t');
    await page.getByRole('table').waitFor();
    expect(await page.getByRole('row').count()).toBeGreaterThan(15);
    await expectToFit(page, ['.header', '.table-view']);
    await shoot(page, `table-${colorScheme}-${width}`);
  });

  /** Whether a card is in the window as a whole, where the camera stands at the start. */
  function isSeen(id: string): Promise<boolean> {
    return panel.card(id).evaluate((card) => {
      const { left, top, right, bottom } = card.getBoundingClientRect();
      return left >= 0 && top >= 0 && right <= window.innerWidth && bottom <= window.innerHeight;
    });
  }
});
