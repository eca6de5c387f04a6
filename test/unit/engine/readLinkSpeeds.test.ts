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
      link('enp3s0'),
      link('bond0', { info_kind: 'bond' }),
      link('br0', { info_kind: 'bridge' }),
      { ...link('lo'), link_type: 'loopback' },
    ];
    host.script('ip', (argv) => printed(argv.includes('link') ? JSON.stringify(rows) : '[]'));
    host.script('grep', (argv) => {
      if (isAboutIfupdown(argv)) return printed('', '', 2);
      expect(argv).toEqual(['grep', '-sH', '', '/sys/class/net/enp3s0/speed', '/sys/class/net/bond0/speed']);
      return printed('/sys/class/net/enp3s0/speed:2500\n', '', 2);
    });
    const snapshot = await reader.read();
    expect(snapshot.linkSpeeds).toEqual({ enp3s0: 2500 });
    expect(reportOf(snapshot, 'link-speed')?.status).toBe('ok');
  });
});
