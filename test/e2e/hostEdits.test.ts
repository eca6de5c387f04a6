import type { Locator } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { shoot } from './support/browser.ts';
import { DemoWindow } from './support/demoWindow.ts';

const pihole = 'vm:c5d0e9a4-7f61-4f28-a1be-0e3b7d9c8a03';

/** Where nothing is drawn at 1440×900: under the last uplink. */
const emptyPlace = { x: 1180, y: 860 };

const demo = DemoWindow.ofThisFile();
beforeEach(() => demo.open());

const field = (label: string): Locator => demo.panel.sheet.getByLabel(label, { exact: true });
const item = (label: string): Locator => demo.page.getByRole('menuitem', { name: label });
const head = (card: string): Locator => demo.panel.card(card).locator('.cv-head');
const showPlan = (): Promise<void> => demo.page.getByRole('button', { name: 'Review…' }).click();

async function openMenuOf(card: string): Promise<void> {
  await head(card).click({ button: 'right' });
  await demo.page.getByRole('menu').waitFor();
}

async function openAdd(label: string): Promise<void> {
  await demo.page.getByRole('button', { name: 'Create a bridge, TAP or network…' }).click();
  await item(label).click();
}

async function undo(): Promise<void> {
  await demo.page.getByRole('button', { name: /^Undo: / }).click();
  await demo.panel.applied();
}

describe('a bridge', () => {
  it('is created, takes a cable, and both are undone', async () => {
    const { panel } = demo;
    await openAdd('Create a bridge…');
    await field('Spanning tree (STP)').check();
    await field('Forward delay').fill('4');
    await field('VLAN filtering').check();
    await showPlan();
    expect(await panel.sheet.locator('pre').first().textContent()).toContain('name br1 type bridge');
    await panel.applied();
    await panel.card('link:br1').getByText('STP').waitFor();
    // What was made is brought into view, above the line that says so.
    const top = async () => (await panel.card('link:br1').boundingBox())?.y ?? Number.NaN;
    await expect.poll(top).toBeLessThan(820);

    await panel.drag(panel.port('br0', 'vnet3'), panel.card('link:br1'));
    await panel.applied();
    await panel.port('br1', 'vnet3').waitFor();
    await undo();
    await panel.port('br0', 'vnet3').waitFor();
    await undo();
    await expect.poll(() => panel.card('link:br1').count()).toBe(0);
  });

  it('is set to other options, brought down, and deleted when nothing is in it', async () => {
    const { panel } = demo;
    await openAdd('Create a bridge…');
    await field('Name').fill('br-new');
    await showPlan();
    await panel.applied();

    await openMenuOf('link:br-new');
    await item('Options…').click();
    await field('Spanning tree (STP)').check();
    expect(await field('Forward delay').inputValue()).toBe('15');
    await showPlan();
    await panel.applied();
    await panel.card('link:br-new').getByText('STP').waitFor();

    await openMenuOf('link:br-new');
    await item('MTU of br-new…').click();
    await field('MTU').fill('9000');
    await showPlan();
    await panel.applied();
    await panel.inspector.getByText('9000 bytes').waitFor();

    await openMenuOf('link:br-new');
    await item('Disable host interface').click();
    await panel.applied();
    await panel.card('link:br-new').getByText('down').waitFor();

    await openMenuOf('link:br-new');
    await item('Delete br-new…').click();
    await panel.applied();
    await expect.poll(() => panel.card('link:br-new').count()).toBe(0);
  });

  it('with a name that is taken is refused, and Back leads to what was typed', async () => {
    const { panel, page } = demo;
    await openAdd('Create a bridge…');
    await field('Name').fill('br0');
    await field('MTU').fill('4000');
    await showPlan();
    await panel.sheetTitle.getByText('This can’t be done').waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    expect(await field('Name').inputValue()).toBe('br0');
    expect(await field('MTU').inputValue()).toBe('4000');
  });

  it('with VMs in it is not deleted, and says so', async () => {
    await openMenuOf('link:br-lab');
    await item('Delete br-lab…').click();
    await demo.panel.sheetTitle.getByText('This can’t be done').waitFor();
    await demo.page.keyboard.press('Escape');
    expect(await demo.panel.card('link:br-lab').count()).toBe(1);
  });
});

describe('a TAP', () => {
  it('is created in a bridge for its owner, and deleted', async () => {
    const { panel } = demo;
    await openMenuOf('link:br-lab');
    await item('Create a TAP on it…').click();
    expect(await field('Connect to').inputValue()).toBe('link:br-lab');
    await field('Owner').fill('tinker');
    await showPlan();
    await panel.applied();
    await panel.port('br-lab', 'tap0').or(panel.card('link:tap0')).first().waitFor();

    await panel.card('link:tap0').click({ button: 'right', position: { x: 20, y: 10 } });
    await item('Delete tap0…').click();
    await panel.applied();
    await expect.poll(() => panel.card('link:tap0').count()).toBe(0);
  });

  it('that is there takes a new vNIC of a VM', async () => {
    const { panel } = demo;
    await panel.drag(demo.page.locator(`[data-socket="${pihole}"]`), panel.card('link:tap-spare'));
    await panel.sheetTitle.getByText('tap-spare').waitFor();
    await panel.applied();
    await panel.card(pihole).getByText('tap-spare').waitFor();
    await undo();
    await panel.card('link:tap-spare').waitFor();
  });
});

describe('a card of the host', () => {
  it('goes to another bridge by its plug, is disconnected, and connected again', async () => {
    const { panel, page } = demo;
    const plug = panel.card('link:enp5s0').locator('.cv-port');
    await panel.hold(plug, panel.card('link:br-iot'));
    await shoot(page, 'drag-uplink');
    await page.mouse.up();
    await panel.applied();
    await plug.getByText('br-iot').waitFor();

    // It can be disconnected from its bridge only, so nothing is asked.
    await panel.drag(plug, emptyPlace);
    await panel.sheetTitle.getByText('Disconnect enp5s0 from br-iot').waitFor();
    await panel.applied();
    await expect.poll(() => plug.count()).toBe(0);

    await panel.drag(panel.card('link:enp5s0').locator('.cv-pick'), panel.card('link:br-lab'));
    await panel.applied();
    await plug.getByText('br-lab').waitFor();
  });

  it('that carries the host’s default route opens bridges with the guard only, and the drop leads there', async () => {
    const { panel, page } = demo;
    await panel.hold(
      panel.card('link:enp3s0').locator('.cv-port').getByText('br0', { exact: true }),
      panel.card('link:br-iot'),
    );
    await page.getByText('Only with the guard').waitFor();
    await shoot(page, 'drag-guarded');
    await page.mouse.up();
    await page.getByRole('button', { name: 'Use the guard…' }).waitFor();
  });

  it('takes a new vNIC of a VM by a macvtap of the mode that the user chooses', async () => {
    const { panel } = demo;
    await panel.drag(demo.page.locator(`[data-socket="${pihole}"]`), panel.card('link:enp4s0'));
    await panel.sheet.getByRole('combobox', { name: 'Mode', exact: true }).selectOption('private');
    await panel.sheet.locator('pre').getByText("mode='private'").first().waitFor();
    await panel.applied();
    await expect.poll(() => panel.card('link:enp4s0').locator('.cv-port').count()).toBe(2);
  });
});

describe('a network', () => {
  it('is defined behind NAT on a free subnet, stopped, started and deleted', async () => {
    const { panel } = demo;
    await openAdd('Define a network…');
    await field('Name').fill('lab net');
    expect(await field('From').inputValue()).toBe('192.168.150.2');
    await field('Host’s address').fill('192.168.160.1/28');
    expect(await field('To').inputValue()).toBe('192.168.160.14');
    await showPlan();
    await panel.applied();
    const chip = demo.page.locator('[data-id="network:lab net"]');
    await chip.click({ button: 'right' });
    await item('Stop').click();
    await panel.applied();
    await panel.card('network:lab net').getByText('inactive').waitFor();

    await openMenuOf('network:lab net');
    await item('Don’t start at boot').click();
    await panel.applied();
    await openMenuOf('network:lab net');
    await item('Start at boot').waitFor();
    await item('Start').first().click();
    await panel.applied();
    await chip.click({ button: 'right' });
    await item('Delete lab net…').click();
    await panel.applied();
    await expect.poll(() => chip.count()).toBe(0);
    expect(await panel.card('network:lab net').count()).toBe(0);
  });
});

describe('a vNIC', () => {
  it('of a VM that is off gets another model; of one that runs the menu says why not', async () => {
    const { panel, page } = demo;
    const builder = page.locator('.cv-vm', { hasText: 'builder' }).locator('.cv-row').first();
    await builder.click();
    await panel.inspector.getByRole('button', { name: /^More/ }).click();
    await item('Change model, MAC or TAP name…').click();
    await field('Model').selectOption('e1000e');
    await showPlan();
    await panel.applied();
    await panel.inspector.getByText('e1000e').first().waitFor();
    await undo();
    await panel.inspector.getByText('virtio').first().waitFor();

    await panel.card(pihole).locator('.cv-row').click({ button: 'right' });
    await item('Change model, MAC or TAP name…').getByText('pihole is running').waitFor();
    expect(await item('Change model, MAC or TAP name…').getAttribute('aria-disabled')).toBe('true');
    await shoot(page, 'menu-why-not');
  });
});
