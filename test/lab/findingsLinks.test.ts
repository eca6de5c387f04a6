import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench } from './editing.ts';
import { applied, foundNow, ran, theFound, titlesOf } from './support/findings.ts';
import { finds } from './support/finds.ts';
import { describeInLab, ip, liveTapOf, masterOf, resetLab, uuidOf, virsh } from './support/lab.ts';

const WEB_0 = '52:54:00:aa:00:01';

let bench: Bench;
const open = async () => {
  bench = await Bench.open();
};
const close = async () => {
  await bench.close();
  await resetLab();
};

describeInLab('where guests are plugged in', () => {
  beforeEach(open);
  afterEach(close);

  test('a TAP of libvirt’s in no bridge goes back to it', async () => {
    finds({ code: 'tap-no-bridge', gone: 'edit' });
    const tap = await liveTapOf('web 01', WEB_0);
    await ip('link', 'set', tap, 'nomaster');
    const found = await theFound('tap-no-bridge');
    expect(found).toMatchObject({ severity: 'error', title: expect.stringContaining('web 01’s net0') });
    await applied(bench, found);
    expect(await foundNow('tap-no-bridge')).toEqual([]);
  });

  test('a TAP that nobody manages has no repair, as nothing tells its bridge', async () => {
    await ip('link', 'set', 'tap0', 'nomaster');
    expect(await theFound('tap-no-bridge')).toMatchObject({
      severity: 'error',
      title: expect.stringContaining('not connected to any bridge'),
      repairs: [],
    });
    await ip('addr', 'add', '10.9.0.1/24', 'dev', 'tap0');
    expect(await foundNow('tap-no-bridge')).toEqual([]);
    await ip('addr', 'del', '10.9.0.1/24', 'dev', 'tap0');
  });

  test('the host’s bridge without its card is told, and no card of several is suggested', async () => {
    finds({ code: 'bridge-no-uplink', gone: 'by hand' });
    expect(await titlesOf('bridge-no-uplink')).toEqual(['info: br1 has no uplink']);
    await ip('link', 'set', 'enp3s0', 'nomaster');
    const found = (await foundNow('bridge-no-uplink')).find(({ severity }) => severity === 'error');
    expect(found).toMatchObject({ title: 'br0 has no uplink', repairs: [] });
    await ip('link', 'set', 'enp3s0', 'master', 'br0');
    expect(await masterOf('enp3s0')).toBe('br0');
    expect(await titlesOf('bridge-no-uplink')).toEqual(['info: br1 has no uplink']);
  });

  test('the host’s address on its bridge’s card moves to the bridge, with its route', async () => {
    finds({ code: 'ip-on-enslaved-card', gone: 'commands' });
    await ip('addr', 'del', '192.168.50.10/24', 'dev', 'br0');
    await ip('addr', 'add', '192.168.50.10/24', 'dev', 'enp3s0');
    await ip('route', 'add', 'default', 'via', '192.168.50.1', 'dev', 'enp3s0', 'metric', '50');
    expect(await foundNow('bridge-no-address')).toEqual([]);
    const found = await theFound('ip-on-enslaved-card');
    expect(found).toMatchObject({
      severity: 'error',
      title: 'enp3s0 has an IP address although it’s a port of br0',
    });
    await ran(found);
    expect(await foundNow('ip-on-enslaved-card')).toEqual([]);
    expect(await ip('route', 'show', 'default')).toMatch(
      /^default via 192\.168\.50\.1 dev br0 metric 50 *\n$/,
    );
    expect(await ip('-o', 'addr', 'show', 'dev', 'enp3s0')).not.toContain('192.168.50.10');
  });
});

describeInLab('links on the way', () => {
  beforeEach(open);
  afterEach(close);

  test('a TAP, a bridge and an uplink that are disabled are enabled', async () => {
    finds({ code: 'link-down', gone: 'edit' });
    expect(await foundNow('link-down')).toEqual([]);
    for (const link of [await liveTapOf('web 01', WEB_0), 'br1', 'enp3s0']) {
      await ip('link', 'set', link, 'down');
      const found = await theFound('link-down');
      expect(found).toMatchObject({
        severity: 'error',
        title: expect.stringContaining(`${link} is disabled`),
      });
      await applied(bench, found);
      expect(await foundNow('link-down')).toEqual([]);
    }
  });

  test('a card without a carrier is told, where guests need it', async () => {
    finds({ code: 'no-carrier', gone: 'by hand' });
    await ip('-n', 'lan', 'link', 'set', 'lan0', 'down');
    expect(await titlesOf('no-carrier')).toEqual(['error: enp3s0 has no carrier']);
    await ip('-n', 'lan', 'link', 'set', 'lan0', 'up');
    expect(await foundNow('no-carrier')).toEqual([]);
  });

  test('a guest’s cable that was unplugged for good is plugged in', async () => {
    finds({ code: 'guest-link-down', gone: 'edit' });
    const web = await uuidOf('web 01');
    // The lab’s own: unplugged from the start.
    const before = ['info: web 01’s net4: the guest’s cable is unplugged'];
    await virsh('domif-setlink', web, WEB_0, 'down');
    // The next boot would plug it in, which is another finding.
    expect(await titlesOf('guest-link-down')).toEqual(before);
    await virsh('domif-setlink', web, WEB_0, 'down', '--config');
    const own = (await foundNow('guest-link-down')).find(({ title }) => title.startsWith('web 01’s net0'));
    expect(own).toMatchObject({ severity: 'info', title: 'web 01’s net0: the guest’s cable is unplugged' });
    if (own) await applied(bench, own);
    expect(await titlesOf('guest-link-down')).toEqual(before);
  });

  test('macvtaps are told where the host has an address on their card', async () => {
    finds({ code: 'macvtap-host-isolated', gone: 'by hand' });
    expect(await foundNow('macvtap-host-isolated')).toEqual([]);
    await ip('addr', 'add', '192.168.60.10/24', 'dev', 'enp4s0');
    expect(await titlesOf('macvtap-host-isolated')).toEqual([
      'info: web 01 and the host can’t reach each other by enp4s0',
    ]);
    await ip('addr', 'del', '192.168.60.10/24', 'dev', 'enp4s0');
    expect(await foundNow('macvtap-host-isolated')).toEqual([]);
  });

  test('a bridge keeps the MAC that a port has brought', async () => {
    finds({ code: 'bridge-mac-changed-with-port', gone: 'commands' });
    expect(await foundNow('bridge-mac-changed-with-port')).toEqual([]);
    await ip('link', 'add', 'br-mac', 'type', 'bridge');
    await ip('tuntap', 'add', 'dev', 'tap-mac', 'mode', 'tap');
    await ip('link', 'set', 'tap-mac', 'master', 'br-mac', 'up');
    await ip('link', 'set', 'br-mac', 'up');
    await ip('addr', 'add', '10.9.9.1/24', 'dev', 'br-mac');
    const found = await theFound('bridge-mac-changed-with-port');
    expect(found).toMatchObject({ severity: 'info', title: expect.stringContaining('the MAC of tap-mac') });
    const mac = /link\/ether (\S+)/.exec(await ip('link', 'show', 'br-mac'))?.[1];
    await ran(found);
    expect(await foundNow('bridge-mac-changed-with-port')).toEqual([]);
    await ip('link', 'set', 'tap-mac', 'nomaster');
    expect(await ip('link', 'show', 'br-mac')).toContain(`link/ether ${mac}`);
  });
});
