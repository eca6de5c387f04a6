import { describe, expect, it } from 'vitest';
import { askEngine } from './support/asks.ts';
import { shoot } from './support/browser.ts';
import { DemoWindow } from './support/demoWindow.ts';

const demo = DemoWindow.ofThisFile();

/** Past whatever the page lets one press. */
const post = (name: string, input: unknown) => askEngine(demo.page, name, input);

const lockButton = () => demo.page.getByRole('button', { name: 'Make read-only' });
const lockedButton = () => demo.page.getByRole('button', { name: 'Read-only: unlock to edit' });

describe('the lock in the toolbar', () => {
  it('lets nothing be changed, says so, is kept across a restart, and unlocks again', async () => {
    await demo.open();
    await lockButton().click();
    await lockedButton().waitFor();

    await demo.panel.drag(demo.panel.port('br0', 'vnet3'), demo.panel.card('link:br-iot'));
    expect(await demo.panel.sheet.count()).toBe(0);
    const why = demo.panel.status.getByText('Read-only: unlock in the toolbar to edit.');
    await why.waitFor();
    await demo.panel.status.getByRole('button', { name: 'Dismiss' }).click();
    expect(await why.count()).toBe(0);
    await demo.panel.find('vnet3');
    await demo.panel.inspector.getByText('Click the lock in the toolbar.').waitFor();
    await demo.page.keyboard.press('m');
    await why.waitFor();
    expect(await demo.panel.sheet.count()).toBe(0);
    await shoot(demo.page, 'locked-light');

    await demo.restart({ colorScheme: 'dark' });
    await lockedButton().waitFor();
    await demo.panel.find('vnet3');
    await shoot(demo.page, 'locked-dark');
    await lockedButton().click();
    await lockButton().waitFor();
    await demo.page.keyboard.press('m');
    await demo.panel.sheet.waitFor();
  });

  it('stops a plan that was on the sheet already, in another window too', async () => {
    await demo.open();
    await demo.panel.drag(demo.panel.port('br0', 'vnet3'), demo.panel.card('link:br-iot'));
    const apply = demo.page.getByRole('button', { name: 'Apply' });
    await apply.waitFor();
    expect(await post('lock.set', { locked: true })).toMatchObject({ ok: true });
    await demo.panel.sheet.getByText('Read-only: unlock in the toolbar to edit.').waitFor();
    expect(await apply.getAttribute('aria-disabled')).toBe('true');
    await shoot(demo.page, 'locked-sheet');
    await demo.page.keyboard.press('Enter');
    await demo.page.keyboard.press('Escape');
    await expect.poll(() => demo.panel.sheet.count()).toBe(0);
    expect(await demo.panel.port('br0', 'vnet3').count()).toBe(1);
  });
});

describe('--read-only', () => {
  it('can’t be unlocked: not in the window, and not past it', async () => {
    await demo.open({}, ['--read-only']);
    await lockedButton().waitFor();
    expect(await lockedButton().getAttribute('aria-disabled')).toBe('true');
    expect(await lockedButton().getAttribute('title')).toContain('started with --read-only');
    await shoot(demo.page, 'read-only-light');
    await demo.page.emulateMedia({ colorScheme: 'dark' });
    await shoot(demo.page, 'read-only-dark');
    expect(await post('lock.set', { locked: false })).toMatchObject({ ok: false });
    const planned = await post('edit.plan', {
      edit: { kind: 'move', cable: 'link:tap-spare', to: 'link:br0' },
    });
    expect(planned).toMatchObject({ ok: true, value: { ok: true } });
    expect(
      await post('edit.apply', { planId: (planned.value.plan as unknown as { id: string }).id }),
    ).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('--read-only') },
    });
  });
});
