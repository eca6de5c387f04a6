import { execFileSync } from 'node:child_process';
import type { Locator } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { shoot } from './support/browser.ts';
import { DemoWindow } from './support/demoWindow.ts';

const demo = DemoWindow.ofThisFile();
beforeEach(() => demo.open());

const history = (): Locator => demo.page.getByRole('complementary', { name: 'History' });
const entry = (title: string): Locator => history().getByRole('button', { name: title });

async function move(tap: string, from: string, to: string): Promise<void> {
  await demo.panel.drag(demo.panel.port(from, tap), demo.panel.card(`link:${to}`));
  await demo.panel.applied();
}

describe('the history', () => {
  it('says that nothing was done yet, takes the focus and gives it back', async () => {
    await demo.page.keyboard.press('h');
    await history().getByText('Nothing has been changed').waitFor();
    expect(await focused()).toBe('History');
    await demo.page.keyboard.press('Escape');
    expect(await history().count()).toBe(0);

    const button = demo.page.getByRole('button', { name: 'History', exact: true });
    await button.focus();
    await demo.page.keyboard.press('Enter');
    await history().waitFor();
    await demo.page.keyboard.press('Escape');
    await expect.poll(focused).toBe('History');
    expect(await button.getAttribute('aria-pressed')).toBe('false');
  });

  it('shows what was done, with its commands and outputs, by keyboard', async () => {
    await move('vnet3', 'br0', 'br-iot');
    await demo.page.keyboard.press('h');
    await entry('Move home-assistant’s net0').waitFor();
    await demo.page.keyboard.press('Tab');
    await demo.page.keyboard.press('Tab');
    await demo.page.keyboard.press('Tab');
    expect(await focused()).toContain('Move home-assistant’s net0 from br0 to br-iot');
    await demo.page.keyboard.press('Enter');
    await history().getByText('update-device').first().waitFor();
    expect(await history().getByText('Device updated successfully').count()).toBeGreaterThan(0);
    await history().getByRole('button', { name: 'Copy the command' }).first().click();
    expect(await demo.page.evaluate(() => navigator.clipboard.readText())).toMatch(/^virsh .*<<'EOF'\n/);
    // What is selected takes the place of the history.
    await demo.panel.row(`vnic:8b1f4c7e-2d7a-4e0b-8f3c-5a9d6e2c7b02/52:54:00:4a:55:10`).click();
    await demo.panel.inspector.waitFor();
    expect(await history().count()).toBe(0);
  });

  it('undoes any edit while nothing rests on it, and says why not', async () => {
    await move('vnet3', 'br0', 'br-iot');
    await move('vnet5', 'br0', 'br-lab');
    await demo.page.keyboard.press('h');
    await entry('Move home-assistant’s net0').click();
    await history().getByRole('button', { name: 'Undo…' }).click();
    await demo.panel.sheet.getByText('Move home-assistant’s net0 back to br0').first().waitFor();
    await demo.panel.applied();
    await demo.panel.port('br0', 'vnet3').waitFor();
    await history().getByText('Already undone').waitFor();
    expect(await history().getByRole('button', { name: 'Undo…' }).getAttribute('aria-disabled')).toBe('true');

    // Moved on meanwhile: the move before can't be undone any more.
    await move('vnet5', 'br-lab', 'br-iot');
    await entry('Move pihole’s net0 from the network lan to br-lab').click();
    await history().getByText('things have changed since').waitFor();
    await shoot(demo.page, 'history-light');
  });

  it('is a script that a shell understands', async () => {
    await move('vnet3', 'br0', 'br-iot');
    await demo.page.keyboard.press('h');
    await history().getByRole('button', { name: 'Export all…' }).click();
    await history().getByRole('button', { name: 'Copy the script' }).click();
    const script = await demo.page.evaluate(() => navigator.clipboard.readText());
    execFileSync('sh', ['-n'], { input: script });
    expect(script).toMatch(/^#!\/bin\/sh\n[\s\S]*set -eu\n[\s\S]*virsh -c qemu:\/\/\/system update-device/);
    await shoot(demo.page, 'history-script');
    await demo.page.keyboard.press('Enter');
    await history().getByRole('button', { name: 'Back to history' }).click();
    await entry('Move home-assistant’s net0').waitFor();
  });

  it.each([
    ['light', 1024, 700],
    ['dark', 1440, 900],
    ['dark', 1024, 700],
  ] as const)('is readable: %s, %i × %i', async (colorScheme, width, height) => {
    await demo.open({ colorScheme, width, height });
    await move('vnet3', 'br0', 'br-iot');
    await demo.page.keyboard.press('Control+z');
    await demo.panel.applied();
    await demo.page.keyboard.press('h');
    await entry('Move home-assistant’s net0 from br0').click();
    await history().getByText('update-device').first().waitFor();
    await shoot(demo.page, `history-${colorScheme}-${width}`);
    const overflow = await history().evaluate((aside) => aside.scrollWidth - aside.clientWidth);
    expect(overflow).toBe(0);
  });
});

async function focused(): Promise<string> {
  return demo.page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
  );
}
