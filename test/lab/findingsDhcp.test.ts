import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { foundNow, ran, theFound } from './support/findings.ts';
import { finds } from './support/finds.ts';
import {
  describeInLab,
  ip,
  killLibvirtd,
  liveTapOf,
  masterOf,
  resetLab,
  startLibvirtd,
  until,
  virsh,
} from './support/lab.ts';

const run = promisify(execFile);
const GUEST = '52:54:00:ac:00:01';
const SECOND = ['/run/lab/second.pid', '/run/lab/second.leases'] as const;

async function kill(pidFile: string): Promise<void> {
  const pid = Number(await readFile(pidFile, 'utf8'));
  process.kill(pid);
  await until(`process ${pid} is gone`, () =>
    readFile(`/proc/${pid}/stat`).then(
      () => null,
      () => true,
    ),
  );
}

/**
 * Plugs a card of the lab’s container into a bridge, and has a real DHCP client ask on it; true: it got an address.
 * dnsmasq pings an address for three seconds before it offers it.
 */
async function asksOn(bridge: string, card: string): Promise<boolean> {
  await ip('link', 'add', card, 'type', 'veth', 'peer', 'name', 'eth9', 'netns', 'container');
  await ip('link', 'set', card, 'master', bridge, 'up');
  await ip('-n', 'container', 'link', 'set', 'eth9', 'up');
  const asking = ['udhcpc', '-i', 'eth9', '-s', '/bin/true', '-n', '-q', '-f', '-t', '20', '-T', '1'];
  const answer = await run('ip', ['netns', 'exec', 'container', 'busybox', ...asking]).then(
    () => true,
    () => false,
  );
  await ip('link', 'del', card);
  return answer;
}

describeInLab('the DHCP of a network', () => {
  afterEach(resetLab);

  test('is dead where its dnsmasq was killed, and is started without a TAP leaving its bridge', async () => {
    finds({ code: 'dhcp-server-dead', gone: 'commands' });
    const tap = await liveTapOf('guest', GUEST);
    await kill('/run/libvirt/network/default.pid');
    const dead = await theFound('dhcp-server-dead');
    expect(dead).toMatchObject({ severity: 'error', subject: ['network:default', 'link:virbr0'] });
    await ran(dead, 'reservation');
    expect(await foundNow('dhcp-server-dead')).toEqual([]);
    expect(await virsh('net-dumpxml', 'default')).not.toContain('<host');
    expect(await masterOf(tap)).toBe('virbr0');

    // What its other repair does: the lab has no systemd that would restart libvirt’s daemon.
    await kill('/run/libvirt/network/default.pid');
    await killLibvirtd();
    await startLibvirtd();
    await until('libvirt answers', () => virsh('version').catch(() => null));
    expect(await foundNow('dhcp-server-dead')).toEqual([]);
    expect(await masterOf(tap)).toBe('virbr0');
  });

  test('has another server beside it', async () => {
    finds({ code: 'two-dhcp-servers', gone: 'by hand' });
    const [pidFile, leaseFile] = SECOND;
    await run('dnsmasq', [
      ...['--conf-file=/dev/null', '--port=0', '--interface=virbr0', '--bind-interfaces', '--user=root'],
      ...['--dhcp-range=192.168.122.50,192.168.122.60,2m', `--dhcp-leasefile=${leaseFile}`],
      `--pid-file=${pidFile}`,
    ]);
    expect(await theFound('two-dhcp-servers')).toMatchObject({
      severity: 'warning',
      subject: ['link:virbr0', 'network:default'],
      title: '2 DHCP servers answer on virbr0',
    });
    await kill(pidFile);
    expect(await foundNow('two-dhcp-servers')).toEqual([]);
  });

  test('has no address left once the only one is leased, and hands out more by its own commands', async () => {
    finds({ code: 'lease-pool-full', gone: 'commands' });
    const file = '/run/lab/tiny.xml';
    await writeFile(
      file,
      `<network><name>tiny</name><bridge name='virbr9'/><ip address='10.77.9.1' netmask='255.255.255.248'>
         <dhcp><range start='10.77.9.2' end='10.77.9.2'/></dhcp></ip></network>`,
    );
    await virsh('net-define', file);
    await virsh('net-start', 'tiny');
    expect(await foundNow('lease-pool-full')).toEqual([]);
    expect(await asksOn('virbr9', 'first')).toBe(true);
    const full = await theFound('lease-pool-full');
    expect(full).toMatchObject({
      severity: 'warning',
      subject: ['network:tiny'],
      title: 'tiny has no address left to hand out',
    });
    await ran(full);
    expect(await foundNow('lease-pool-full')).toEqual([]);
    expect(await asksOn('virbr9', 'second')).toBe(true);
    expect(await virsh('net-dumpxml', '--inactive', 'tiny')).toContain(
      "<range start='10.77.9.3' end='10.77.9.6'/>",
    );
  });
});
