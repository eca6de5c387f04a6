import { afterEach, expect, test } from 'vitest';
import {
  describeInLab,
  guestIsUp,
  ip,
  killLibvirtd,
  liveTapOf,
  liveTapsOf,
  masterOf,
  portOf,
  resetLab,
  startLibvirtd,
  until,
  uuidOf,
  virsh,
} from './support/lab.ts';

const guestMac = '52:54:00:ac:00:01';

async function states(): Promise<Record<string, string>> {
  const names = (await virsh('list', '--all', '--name')).split('\n').filter((name) => name !== '');
  const pairs = names.map(async (name) => [name, (await virsh('domstate', await uuidOf(name))).trim()]);
  return Object.fromEntries(await Promise.all(pairs));
}

/** The address that dnsmasq gave to a MAC in a network; null when it gave none. */
async function leaseIn(network: string, mac: string): Promise<string | null> {
  const row = (await virsh('net-dhcp-leases', network)).split('\n').find((each) => each.includes(mac));
  return row === undefined ? null : (/\d+\.\d+\.\d+\.\d+/.exec(row)?.[0] ?? null);
}

describeInLab('the lab', () => {
  afterEach(resetLab);

  test('holds a VM of every kind', async () => {
    expect(await states()).toEqual({
      'web 01': 'running',
      'it\'s "q"': 'running',
      '1': 'shut off',
      'paused-vm': 'paused',
      '<script>alert("Köln ✓")<script>': 'running',
      twins: 'running',
      transient: 'running',
      guest: 'running',
      deaf: 'running',
    });
  });

  test('puts each link on the bridge that the tests count on', async () => {
    expect(await masterOf(await liveTapOf('web 01', '52:54:00:aa:00:01'))).toBe('br0');
    expect(await masterOf(await liveTapOf('web 01', '52:54:00:aa:00:02'))).toBe('virbr1');
    expect(await masterOf(await liveTapOf('web 01', '52:54:00:aa:00:05'))).toBe('br1');
    expect(await masterOf('enp3s0')).toBe('br0');
    expect(await masterOf('tap-plugged')).toBe('br1');
    expect(await masterOf('tap0')).toBe('br1');
    expect(await masterOf('tap-loose')).toBeNull();
    expect(await ip('route', 'show', 'default')).toContain('default via 192.168.50.1 dev br0');
  });

  test('has a guest that answers a hot-unplug, and one that does not', async () => {
    await guestIsUp();
    await virsh('detach-interface', 'guest', 'network', '--mac', guestMac, '--live');
    await virsh('detach-interface', 'deaf', 'bridge', '--mac', '52:54:00:ad:00:01', '--live');
    expect(await liveTapsOf('guest')).toEqual([]);
    expect(await liveTapsOf('deaf')).toHaveLength(2);
  });

  test('has a guest that takes a lease where it is, and a new one where it is moved to', async () => {
    // A MAC that no other test has: dnsmasq remembers the leases of those that were here before.
    const newMac = '52:54:00:ac:00:99';
    const look = (network: string, mac: string) => () => leaseIn(network, mac);
    expect(await until('a lease of default', look('default', guestMac))).toMatch(/^192\.168\.122\./);
    expect(await leaseIn('lab net 2', newMac)).toBeNull();
    await virsh('detach-interface', 'guest', 'network', '--mac', guestMac, '--live');
    await virsh(
      'attach-interface',
      'guest',
      'network',
      'lab net 2',
      '--mac',
      newMac,
      '--model',
      'virtio',
      '--live',
    );
    expect(await until('a lease of lab net 2', look('lab net 2', newMac))).toMatch(/^10\.77\.2\./);
  });

  test('keeps its VMs when libvirtd dies and comes back', async () => {
    const before = await liveTapsOf('web 01');
    await killLibvirtd();
    await expect(virsh('list')).rejects.toThrow('failed to connect');
    await startLibvirtd();
    expect(await liveTapsOf('web 01')).toEqual(before);
  });

  test('is put back after whatever a test did to it, and what was left alone stays as it is', async () => {
    const untouched = await liveTapOf('transient', '52:54:00:ab:00:01');
    await ip('link', 'del', 'br0');
    await ip('link', 'add', 'br-stray', 'type', 'bridge');
    await ip('link', 'set', 'dev', 'tap-loose', 'master', 'br-stray');
    await ip('link', 'set', 'dev', await liveTapOf('deaf', '52:54:00:ad:00:01'), 'nomaster');
    await ip('link', 'set', 'dev', 'tap-plugged', 'type', 'bridge_slave', 'isolated', 'on');
    const quiet = await liveTapOf('web 01', '52:54:00:aa:00:02');
    await ip('link', 'set', 'dev', quiet, 'mtu', '1400', 'type', 'bridge_slave', 'flood', 'off');
    await ip('-6', 'addr', 'add', 'fd09::1/64', 'dev', 'enp3s0', 'nodad');
    await ip('-6', 'route', 'add', 'default', 'via', 'fd09::fe', 'dev', 'enp3s0', 'metric', '300');
    await virsh('net-destroy', 'routed');
    await virsh('destroy', 'twins');
    await virsh('undefine', await uuidOf('1'));

    await resetLab();

    expect(Object.keys(await states())).toHaveLength(9);
    expect((await states()).twins).toBe('running');
    expect(await masterOf(await liveTapOf('web 01', '52:54:00:aa:00:01'))).toBe('br0');
    expect(await masterOf(await liveTapOf('deaf', '52:54:00:ad:00:01'))).toBe('br1');
    expect(await masterOf(await liveTapOf('it\'s "q"', 'fe:54:00:bb:00:02'))).toBe('virbr2');
    expect(await masterOf('tap-loose')).toBeNull();
    expect(await liveTapOf('transient', '52:54:00:ab:00:01')).toBe(untouched);
    await expect(ip('link', 'show', 'dev', 'br-stray')).rejects.toThrow('does not exist');
    expect(await portOf('tap-plugged')).toMatchObject({ isolated: 'off' });
    const again = await liveTapOf('web 01', '52:54:00:aa:00:02');
    expect(await portOf(again)).toMatchObject({ flood: 'on' });
    expect(await ip('link', 'show', 'dev', again)).toContain(' mtu 1500 ');
    expect(await ip('-6', 'route', 'show', 'default')).toBe('');
    expect(await ip('-6', 'addr', 'show', 'dev', 'enp3s0')).not.toContain('fd09::');
  });
});
