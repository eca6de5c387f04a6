import { describe, expect, it } from 'vitest';
import { bridgeNic, fakeDomain } from './support/fakeLibvirt.ts';
import { reportOf } from './support/reports.ts';
import { printed } from './support/scriptedHost.ts';
import { fixture, isAboutIfupdown } from './support/scriptedReader.ts';
import { links, macvtap, tap, withLinks } from './support/tapLinks.ts';

describe('who holds which TAP', () => {
  const DENIED = 'find: ‘/proc/1/fd’: Permission denied\n';

  it('is found by open descriptors, with the command line of those that are QEMU', async () => {
    const { reader, host } = withLinks(links(tap(7, 'tap0', 'LOWER_UP'), macvtap));
    const cmdline = fixture('cmdline-bare.bin');
    host.script('find', () =>
      printed('/proc/344/fd/12\0/dev/net/tun\0/proc/344/fd/13\0/dev/net/tun\0/proc/900/fd/4\0/dev/tap23\0'),
    );
    host.script('grep', (argv) => {
      if (isAboutIfupdown(argv)) return printed('', '', 2);
      if (argv.includes('^iff:')) {
        expect(argv.slice(3)).toEqual(['/proc/344/fdinfo/12', '/proc/344/fdinfo/13']);
        return printed('/proc/344/fdinfo/12:iff:\ttap0\n/proc/344/fdinfo/13:iff:\ttap0\n');
      }
      expect(argv.slice(3)).toEqual(['/proc/344/cmdline', '/proc/900/cmdline']);
      const records = cmdline.split('\0').slice(0, -1);
      return printed(
        `${records.map((record) => `/proc/344/cmdline:${record}\0`).join('')}/proc/900/cmdline:cat\0`,
      );
    });
    const snapshot = await reader.read();
    expect(snapshot.tapHolders).toEqual([
      { link: 'tap0', pid: 344, descriptor: 12, program: 'qemu-system-x86_64' },
      { link: 'tap0', pid: 344, descriptor: 13, program: 'qemu-system-x86_64' },
      { link: 'macvtap0', pid: 900, descriptor: 4, program: 'cat' },
    ]);
    expect(snapshot.vmProcesses).toMatchObject([
      { pid: 344, name: 'bare', libvirt: false, nics: [{ ifname: 'tap0', model: 'e1000' }] },
    ]);
    expect(reportOf(snapshot, 'tap-holders')?.status).toBe('ok');
  });

  it('is partly hidden when another user holds one', async () => {
    const { reader, host } = withLinks(links(tap(7, 'tap0', 'LOWER_UP'), tap(8, 'loose')));
    host.script('find', () => printed('', DENIED, 1));
    expect(reportOf(await reader.read(), 'tap-holders')).toMatchObject({
      status: 'partial',
      message: expect.stringContaining('tap0'),
    });
  });

  it('hides nothing of interest when libvirt tells of all that are held', async () => {
    const { reader, host, libvirt } = withLinks(links(tap(7, 'vnet0', 'LOWER_UP'), tap(8, 'loose')));
    libvirt.domains = [fakeDomain(1, { live: [bridgeNic('br0', 1, "<target dev='vnet0'/>")] })];
    host.script('find', () => printed('', DENIED, 1));
    expect(reportOf(await reader.read(), 'tap-holders')).toMatchObject({ status: 'ok', message: '' });
  });

  it.each([
    ['a find of another kind', 'find', printed('', 'find: unrecognized: -regextype\n', 1), 'failed'],
    ['no find', 'find', { kind: 'missing', program: 'find' } as const, 'missing'],
    ['garbage', 'grep', printed('what is this'), 'unparsable'],
  ])('is told as a failure with %s', async (_, program, outcome, status) => {
    const { reader, host } = withLinks(links(tap(7, 'tap0')));
    host.script('find', () => printed('/proc/344/fd/12\0/dev/net/tun\0'));
    host.script(program, () => outcome);
    const snapshot = await reader.read();
    expect(reportOf(snapshot, 'tap-holders')?.status).toBe(status);
    expect(reportOf(snapshot, 'ip-link')?.status).toBe('ok');
  });

  it('is worth another look when a TAP comes, goes, or is taken hold of', async () => {
    const { reader, host } = withLinks(links(tap(7, 'tap0')));
    const due = async (text: string) => {
      host.script('ip', (argv) => printed(argv.includes('link') ? text : '[]'));
      await reader.poll(60_000);
      const isDue = reader.isSlowDue;
      await reader.pollSlow();
      return isDue;
    };
    expect(await due(links(tap(7, 'tap0')))).toBe(true);
    expect(await due(links(tap(7, 'tap0')))).toBe(false);
    expect(await due(links(tap(7, 'tap0', 'LOWER_UP')))).toBe(true);
    expect(await due(links(tap(7, 'tap0', 'LOWER_UP'), macvtap))).toBe(true);
    expect(await due(links(macvtap))).toBe(true);
    expect(await due(links({ ...macvtap, mtu: 9000 }))).toBe(false);
  });
});
