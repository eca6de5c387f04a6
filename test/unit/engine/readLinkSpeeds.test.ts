import { describe, expect, it } from 'vitest';
import { reportOf } from './support/reports.ts';
import { printed } from './support/scriptedHost.ts';
import { isAboutIfupdown, scriptedReader } from './support/scriptedReader.ts';

describe('link speeds', () => {
  it('are read of cards and bonds only', async () => {
    const { reader, host } = scriptedReader();
    const link = (ifname: string, linkinfo?: object) => ({
      ...{ ifindex: 1, ifname, flags: [], mtu: 1500, operstate: 'UP', link_type: 'ether' },
      ...(linkinfo ? { linkinfo } : {}),
    });
    const rows = [
      { ...link('enp3s0'), parentbus: 'pci', parentdev: '0000:03:00.0', vfinfo_list: [{ vf: 0 }] },
      link('bond0', { info_kind: 'bond' }),
      link('br0', { info_kind: 'bridge' }),
      { ...link('lo'), link_type: 'loopback' },
    ];
    host.script('ip', (argv) => printed(argv.includes('link') ? JSON.stringify(rows) : '[]'));
    host.script('grep', (argv) => {
      if (isAboutIfupdown(argv)) return printed('', '', 2);
      const files = (name: string, ...own: string[]) => own.map((file) => `/sys/class/net/${name}/${file}`);
      expect(argv).toEqual([
        ...['grep', '-sH', ''],
        ...files('enp3s0', 'speed', 'duplex', 'uevent'),
        ...files('bond0', 'speed'),
        ...files('br0', 'addr_assign_type'),
        ...files('enp3s0', 'device/physfn/uevent', 'device/virtfn0/uevent'),
      ]);
      return printed(
        '/sys/class/net/enp3s0/speed:2500\n/sys/class/net/enp3s0/device/virtfn0/uevent:PCI_SLOT_NAME=0000:03:10.0\n',
        '',
        2,
      );
    });
    const snapshot = await reader.read();
    expect(snapshot.linkSpeeds).toEqual({ enp3s0: 2500 });
    const vfs = [{ index: 0, address: '0000:03:10.0', driver: null }];
    expect(snapshot.cardFunctions).toEqual({ enp3s0: { address: null, pf: null, vfs } });
    expect(reportOf(snapshot, 'link-speed')?.status).toBe('ok');
  });
});
