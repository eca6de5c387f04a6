import { describe, expect, it } from 'vitest';
import { askEngine } from './support/asks.ts';
import { shoot } from './support/browser.ts';
import { DemoWindow } from './support/demoWindow.ts';

const demo = DemoWindow.ofThisFile();

const tray = () => demo.page.getByRole('region', { name: 'Planned changes' });
const rows = () => tray().locator('.tray-words').allTextContents();
const apply = () => demo.page.getByRole('button', { name: 'Apply', exact: true });
const addToPlan = () => demo.page.getByRole('button', { name: 'Add to plan' });

/** Makes a bridge by its form, with the keyboard alone, puts it to the plan, and looks at everything again. */
async function planBridge(name: string): Promise<void> {
  await planBridgeOnly(name);
  await demo.page.getByRole('button', { name: 'Show everything' }).click();
}

async function planBridgeOnly(name: string): Promise<void> {
  await demo.page.keyboard.press('n');
  await demo.page
    .getByRole('menuitem', { name: /bridge/i })
    .first()
    .waitFor();
  await demo.page
    .getByRole('menuitem', { name: /bridge/i })
    .first()
    .press('Enter');
  await demo.page.getByLabel('Name').waitFor();
  await demo.page.getByLabel('Name').fill(name);
  await demo.page.keyboard.press('Enter');
  await addToPlan().waitFor();
  await demo.page.keyboard.press('Shift+Enter');
  await tray().getByText(`Create the bridge ${name}`).waitFor();
}

/** What another window, or another hand, does to the host meanwhile. */
const asked = (name: string, input: unknown) => askEngine(demo.page, name, input);

async function byAnotherHand(edit: unknown): Promise<void> {
  const planned = await asked('edit.plan', { edit });
  const { plan } = planned.value as unknown as { plan: { id: string } };
  const applied = await asked('edit.apply', { planId: plan.id });
  expect((applied.value as unknown as { outcome: string }).outcome).toBe('done');
}

describe('edits that are put to a plan', () => {
  it('are drawn as they would be, applied as one and undone as one, by mouse', async () => {
    await demo.open();
    await planBridge('br9');
    expect(await demo.panel.card('link:br9').getAttribute('class')).toContain('is-new');

    await demo.panel.drag(demo.panel.port('br0', 'vnet3'), demo.panel.card('link:br9'));
    await addToPlan().waitFor();
    expect(await apply().count()).toBe(0);
    expect(await demo.panel.sheet.locator('.command').count()).toBe(2);
    await addToPlan().click();
    await expect.poll(rows).toHaveLength(2);
    expect(await demo.panel.port('br9', 'vnet3').getAttribute('class')).toContain('is-new');
    expect(await demo.panel.port('br0', 'vnet3').getAttribute('class')).toContain('is-gone');
    expect(await demo.page.locator('.cv-strike').count()).toBe(1);

    // The tray has grown by a row, and br9 by a port.
    await demo.page.getByRole('button', { name: 'Show everything' }).click();
    await demo.panel.drag(demo.panel.port('br0', 'vnet5'), demo.panel.card('link:br9'));
    await addToPlan().click();
    await expect.poll(rows).toHaveLength(3);
    await shoot(demo.page, 'staging-canvas');

    await tray().getByRole('button', { name: 'Review…' }).click();
    await apply().waitFor();
    expect(await demo.panel.sheet.locator('h4').count()).toBe(3);
    await shoot(demo.page, 'staging-review');
    await apply().click();
    await demo.panel.status.locator('[data-tone=ok]').waitFor({ timeout: 30_000 });
    expect(await tray().count()).toBe(0);
    await demo.panel.port('br9', 'vnet3').waitFor();
    expect(await demo.panel.card('link:br9').getAttribute('class')).not.toContain('is-new');

    await demo.page.keyboard.press('h');
    await demo.page.locator('.past-head').first().click();
    await demo.page.locator('.past-part').nth(2).waitFor();
    expect(await demo.page.locator('.past').count()).toBe(1);
    await shoot(demo.page, 'staging-history');
    await demo.page.keyboard.press('h');

    await demo.page.keyboard.press('Control+z');
    await demo.panel.applied();
    await expect.poll(() => demo.panel.card('link:br9').count()).toBe(0);
    await demo.panel.port('br0', 'vnet3').waitFor();
    await demo.panel.port('br0', 'vnet5').waitFor();
  });

  it('are made, taken out again and applied by keyboard alone', async () => {
    await demo.open();
    await planBridge('br9');
    await demo.panel.find('vnet3');
    await demo.page.keyboard.press('m');
    const place = demo.page.getByRole('menuitem', { name: /br9/ });
    await place.waitFor();
    await place.press('Enter');
    await addToPlan().waitFor();
    await demo.page.locator('dialog.sheet[data-settled="true"]').waitFor();
    await demo.page.keyboard.press('Enter');
    await expect.poll(rows).toHaveLength(2);
    await planBridge('br8');
    await expect.poll(rows).toHaveLength(3);

    await demo.page.keyboard.press('Control+z');
    await expect.poll(rows).toHaveLength(2);
    const remove = tray().getByRole('button', { name: /^Remove from the plan: Move/ });
    await remove.focus();
    await demo.page.keyboard.press('Enter');
    await expect.poll(rows).toEqual(['Create the bridge br9']);
    await expect
      .poll(() => demo.page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Remove from the plan: Create the bridge br9');

    await demo.page.keyboard.press('Control+Enter');
    await demo.panel.applied();
    await demo.panel.card('link:br9').waitFor();
    expect(await tray().count()).toBe(0);
  });

  it('stay, marked, where a change of the host has made one impossible', async () => {
    await demo.open();
    await planBridge('br9');
    await planBridge('br8');
    await byAnotherHand({
      kind: 'bridge-create',
      name: 'br9',
      stp: false,
      forwardDelay: 15,
      vlanFiltering: false,
      mtu: null,
    });
    await tray().getByText('The host already has a link br9').waitFor();
    expect(await tray().locator('[data-refused="true"]').count()).toBe(2);
    const review = tray().getByRole('button', { name: 'Review…' });
    expect(await review.getAttribute('aria-disabled')).toBe('true');
    await shoot(demo.page, 'staging-refused');
    await tray().getByRole('button', { name: 'Remove from the plan: Create the bridge br9' }).click();
    await expect.poll(rows).toEqual(['Create the bridge br8']);
    await expect.poll(() => review.getAttribute('aria-disabled')).toBe('false');
  });

  it('are planned anew where the host changed while they were on the sheet', async () => {
    await demo.open();
    await planBridge('br9');
    await demo.panel.drag(demo.panel.port('br0', 'vnet3'), demo.panel.card('link:br9'));
    await addToPlan().click();
    await expect.poll(rows).toHaveLength(2);
    await demo.page.keyboard.press('Control+Enter');
    await demo.page.locator('dialog.sheet[data-settled="true"]').waitFor();
    await byAnotherHand({ kind: 'move', cable: await vnicOf('vnet3'), to: 'link:br-lab' });
    await apply().click();
    await demo.page.getByText('nothing was run').first().waitFor();
    expect(await tray().count()).toBe(1);
  });

  it('are discarded at the second press', async () => {
    await demo.open();
    await planBridge('br9');
    await tray().getByRole('button', { name: 'Discard all' }).click();
    expect(await rows()).toHaveLength(1);
    await tray().getByRole('button', { name: 'Discard it?' }).click();
    await expect.poll(() => tray().count()).toBe(0);
    expect(await demo.panel.card('link:br9').count()).toBe(0);
  });

  it('are brought into a small view above the growing plan, at the zoom that the user has', async () => {
    await demo.open({ width: 800, height: 600 });
    const zoom = () => demo.page.locator('.cv-zoom').textContent();
    const before = await zoom();
    for (const name of ['br6', 'br7', 'br8', 'br9']) {
      await planBridgeOnly(name);
      const card = demo.panel.card(`link:${name}`);
      await card.waitFor();
      const foot = async () => {
        const [box, below] = [await card.boundingBox(), await tray().boundingBox()];
        return (below?.y ?? 0) - ((box?.y ?? Infinity) + (box?.height ?? 0));
      };
      await expect.poll(foot).toBeGreaterThan(0);
      expect(await zoom()).toBe(before);
    }
  });

  it('are in the table too', async () => {
    await demo.open();
    await planBridge('br9');
    await demo.panel.drag(demo.panel.port('br0', 'vnet3'), demo.panel.card('link:br9'));
    await addToPlan().click();
    await demo.page.keyboard.press('t');
    await demo.page.getByText('Planned: was br0').waitFor();
    await shoot(demo.page, 'staging-table');
  });

  it.each([
    ['dark', 1440, 900],
    ['light', 1024, 700],
    ['dark', 1024, 700],
  ] as const)('look in %s at %i×%i', async (scheme, width, height) => {
    await demo.open({ colorScheme: scheme, width, height });
    await planBridge('br9');
    await demo.panel.drag(demo.panel.port('br0', 'vnet3'), demo.panel.card('link:br9'));
    await addToPlan().waitFor();
    await shoot(demo.page, `staging-sheet-${scheme}-${width}`);
    await addToPlan().click();
    await expect.poll(rows).toHaveLength(2);
    await demo.page.locator('.cv-strike').waitFor();
    await shoot(demo.page, `staging-canvas-${scheme}-${width}`);
  });
});

async function vnicOf(tap: string): Promise<string> {
  const { value } = await asked('view.open', {});
  const { topology } = value as unknown as {
    topology: { nodes: readonly { id: string; kind: string; tap?: string | null }[] };
  };
  const vnic = topology.nodes.find((node) => node.kind === 'vnic' && node.tap === tap);
  if (vnic === undefined) throw new Error(`no vNIC has ${tap}`);
  return vnic.id;
}
