import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { shoot } from './support/browser.ts';
import { DemoWindow } from './support/demoWindow.ts';

const demo = DemoWindow.ofThisFile();

const section = () => demo.panel.inspector.getByRole('region', { name: 'Save as permanent' });
const parts = () => section().locator('pre[tabindex]').allTextContents();

async function lookAt(bridge: string) {
  await demo.panel.find(bridge);
  await demo.panel.inspector.getByRole('heading', { level: 2, name: bridge, exact: true }).waitFor();
  await section().waitFor();
}

/** The inspector alone is scrolled, as by a wheel over it. */
function scrollToIt() {
  return section().evaluate((element) => {
    const body = element.closest('.inspector-body');
    body?.scrollBy(0, element.getBoundingClientRect().top - body.getBoundingClientRect().top);
  });
}

describe('how a bridge is kept', () => {
  it.each(['light', 'dark'] as const)(
    'stands in its inspector, what this host uses first (%s)',
    async (scheme) => {
      await demo.open({ colorScheme: scheme });
      await lookAt('br0');
      await section().getByText('Netplan configures br0 on this host').waitFor();
      expect(await section().getByRole('radio', { name: 'Netplan' }).isChecked()).toBe(true);
      await section().getByText('Patchbay doesn’t write system files').waitFor();
      await scrollToIt();
      await shoot(demo.page, `persistence-${scheme}`);
      await section().getByRole('radio', { name: 'networkd' }).check();
      await section().getByText('/etc/systemd/network/20-enp3s0.network').waitFor();
      await shoot(demo.page, `persistence-networkd-${scheme}`);
      await section().getByRole('radio', { name: 'nmcli' }).check();
      await section().getByText('nmcli connection add').waitFor();
      await demo.page.setViewportSize({ width: 1024, height: 720 });
      await scrollToIt();
      await shoot(demo.page, `persistence-nmcli-${scheme}`);
    },
  );

  it('can be copied as it is, each form', async () => {
    await demo.open();
    await lookAt('br-storage');
    await section().getByRole('button', { name: 'Copy /etc/netplan/90-br-storage.yaml' }).click();
    const copied = await demo.page.evaluate(() => navigator.clipboard.readText());
    expect(parse(copied).network.bridges['br-storage']).toMatchObject({ interfaces: ['bond0'], mtu: 9000 });
    for (const [label, said] of [
      ['nmcli', 'nmcli connection add type bond ifname bond0'],
      ['networkd', 'Bond=bond0'],
      ['ifupdown', 'bond-mode 802.3ad'],
    ] as const) {
      await section().getByRole('radio', { name: label }).check();
      await expect.poll(async () => (await parts()).join('\n')).toContain(said);
    }
  });

  it("is libvirt's business where the bridge is its network's", async () => {
    await demo.open();
    await lookAt('virbr0');
    await section().getByText('It starts at boot, so there is nothing to save.').waitFor();
    expect(await section().getByRole('radio').count()).toBe(0);
  });

  it('says that nothing makes a bridge that somebody made by hand', async () => {
    await demo.open();
    await lookAt('br-lab');
    await section().getByText('as far as can be seen, it is gone at the next boot').waitFor();
  });
});

describe('what Patchbay’s own edits lose at the next boot', () => {
  it('is marked on the cable, and told of the link and of both its bridges, until it is undone', async () => {
    await demo.open({ colorScheme: 'dark' });
    await demo.panel.drag(demo.panel.port('br-lab', 'tap-xp'), demo.panel.card('link:br-iot'));
    await demo.panel.applied();
    const port = demo.panel.port('br-iot', 'tap-xp');
    await expect.poll(() => port.getAttribute('title')).toContain('until the next boot');
    await demo.panel.find('tap-xp');
    await demo.panel.inspector.getByText('Lost at reboot.').waitFor();
    await shoot(demo.page, 'lost-at-boot-dark');
    await demo.page.keyboard.press('Escape');
    for (const bridge of ['br-iot', 'br-lab']) {
      await lookAt(bridge);
      await section().getByText('Patchbay connected it, and it was on br-lab before').waitFor();
      await demo.page.keyboard.press('Escape');
    }
    await demo.page.keyboard.press('Control+z');
    await demo.panel.applied();
    await demo.panel.port('br-lab', 'tap-xp').waitFor();
    await demo.panel.find('tap-xp');
    await expect.poll(() => demo.panel.inspector.getByText('Lost at reboot.').count()).toBe(0);
  });
});
