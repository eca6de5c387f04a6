import { describe, expect, it } from 'vitest';
import { quickDemo } from './asking.ts';

/** What `resolvectl dns` or `resolvectl domain` tells of one link. */
async function resolvedBy(
  { ask }: Pick<ReturnType<typeof quickDemo>, 'ask'>,
  verb: 'dns' | 'domain',
  link: string,
): Promise<string | undefined> {
  const { stdout } = await ask(['resolvectl', verb]);
  return new RegExp(`^Link \\d+ \\(${link}\\):(.*)$`, 'm').exec(stdout)?.[1]?.trim();
}

describe('resolvectl on the demo host', () => {
  it('tells whom each link asks, for which domains, and leaves out the loopback', async () => {
    const { ask } = quickDemo();
    const dns = await ask(['resolvectl', 'dns']);
    expect(dns.stdout).toMatch(/^Global:\nLink \d+ \(enp2s0\):\n/);
    expect(dns.stdout).toMatch(/^Link \d+ \(br0\): 192\.168\.1\.53$/m);
    expect(dns.stdout).not.toContain('(lo)');
    expect((await ask(['resolvectl', 'domain'])).stdout).toMatch(/^Link \d+ \(br0\): home\.arpa$/m);
  });

  it('sets and forgets them, link by link', async () => {
    const { ask } = quickDemo();
    expect((await ask(['resolvectl', 'dns', 'br-lab', '10.0.0.1', 'fd00::1'])).exitCode).toBe(0);
    expect((await ask(['resolvectl', 'domain', 'br-lab', '~.'])).exitCode).toBe(0);
    expect(await resolvedBy({ ask }, 'dns', 'br-lab')).toBe('10.0.0.1 fd00::1');
    expect(await resolvedBy({ ask }, 'domain', 'br-lab')).toBe('~.');
    expect((await ask(['resolvectl', 'dns', 'br-lab', 'nonsense'])).exitCode).toBe(1);
    expect((await ask(['resolvectl', 'dns', 'nope', '10.0.0.1'])).stderr).toContain('No such device');
    await ask(['resolvectl', 'revert', 'br-lab']);
    expect(await resolvedBy({ ask }, 'dns', 'br-lab')).toBe('');
    expect(await resolvedBy({ ask }, 'domain', 'br-lab')).toBe('');
  });

  it('forgets a link that is gone', async () => {
    const { ask, ip } = quickDemo();
    await ask(['resolvectl', 'dns', 'br-lab', '10.0.0.1']);
    await ip('link', 'del', 'dev', 'br-lab');
    await ip('link', 'add', 'name', 'br-lab', 'type', 'bridge');
    expect((await ask(['resolvectl', 'dns'])).stdout).not.toContain('10.0.0.1');
  });
});

describe("the leases of the demo host's networks", () => {
  const macOf = '52:54:00:4a:55:10';
  const leases = async ({ edit }: ReturnType<typeof quickDemo>, network: string) =>
    (await edit(['net-dhcp-leases', network])).stdout;

  it('a guest that is plugged into a network gets an address of its range, and keeps it', async () => {
    const demo = quickDemo();
    const definition =
      "<network><name>new</name><forward mode='nat'/><ip address='10.44.0.1' prefix='24'><dhcp><range start='10.44.0.10' end='10.44.0.19'/></dhcp></ip></network>";
    await demo.edit(['net-define', '/dev/stdin'], definition);
    await demo.edit(['net-start', 'new']);
    expect(await leases(demo, 'new')).not.toContain(macOf);
    await demo.edit(
      ['update-device', 'home-assistant', '/dev/stdin', '--live'],
      `<interface type='network'><mac address='${macOf}'/><source network='new'/><model type='virtio'/></interface>`,
    );
    const lease = new RegExp(`${macOf} +ipv4 +10\\.44\\.0\\.1\\d/24 +home-assistant`);
    expect(await leases(demo, 'new')).toMatch(lease);
    expect(await leases(demo, 'new')).toBe(await leases(demo, 'new'));
    await demo.edit(['net-destroy', 'new']);
    expect(await leases(demo, 'new')).not.toContain(macOf);
  });
});
