import { describe, expect, it } from 'vitest';
import { containerOfMonitor, containersOfProcesses } from '#shared/parse/containerMonitor.ts';

// Hand-written: after process lists that people published, and after the programs' sources.
const MONITORS = [
  ['[lxc monitor] /var/lib/lxc bbox', 'lxc', 'bbox'],
  ['[lxc monitor] /var/lib/incus/containers coi-x\0', 'incus', 'coi-x'],
  ['[lxc monitor] /var/lib/lxd/containers my-ubuntu', 'lxd', 'my-ubuntu'],
  ['[lxc monitor] /var/snap/lxd/common/lxd/containers f1', 'lxd', 'f1'],
  ['[lxc monitor] /srv/my incus/containers x', 'lxc', 'x'],
  [
    '/usr/libexec/incus/incusd\0forkstart\0web\0/var/lib/incus/containers\0/run/incus/web/lxc.conf\0',
    'incus',
    'web',
  ],
  ['/usr/bin/lxd\0forkstart\0web\0/srv/store\0/run/web.conf\0', 'lxd', 'web'],
  [
    '/usr/lib/libvirt/libvirt_lxc\0--name\0http1\0--console\x0023\0--security=apparmor\0--handshake\x0026\0--veth\0vnet1\0',
    'libvirt-lxc',
    'http1',
  ],
] as const;

it.each(MONITORS)('%j watches over a container of %s', (line, runtime, id) => {
  expect(containerOfMonitor(line)).toEqual({ runtime, id });
});

it.each([
  '',
  '/sbin/init\0',
  '[lxc monitor]',
  '[lxc monitor] /var/lib/incus/containers ',
  'sh\0-c\0[lxc monitor] /var/lib/incus/containers x\0',
  '/usr/libexec/incus/incusd\0forkproxy\0--\0x\0',
  '/usr/lib/libvirt/libvirt_lxc\0--name\0',
  '/usr/lib/libvirt/libvirt_lxc\0web\0',
])('%j watches over none', (line) => {
  expect(containerOfMonitor(line)).toBeNull();
});

describe('the container of a process', () => {
  const of = (group: string, parent: string | null = null) => ({ cgroups: [`0::${group}`], parent });

  it('is its monitor’s, and so is that of what else runs in it', () => {
    expect(
      containersOfProcesses([
        of('/lxc.payload.web/system.slice/dns.service', '/sbin/init\0'),
        of('/lxc.payload.web', '[lxc monitor] /var/lib/incus/containers web'),
        of('/lxc.payload.web-1', '[lxc monitor] /var/lib/lxc web'),
        of('/lxc.payload.db'),
      ]),
    ).toEqual([
      { runtime: 'incus', id: 'web' },
      { runtime: 'incus', id: 'web' },
      { runtime: 'lxc', id: 'web' },
      { runtime: 'lxc', id: 'db' },
    ]);
  });

  it('has libvirt’s own name, of which machined leaves characters out', () => {
    const monitor = '/usr/libexec/libvirt_lxc\0--name\0my web\0';
    expect(containersOfProcesses([of('/machine.slice/machine-lxc\\x2d7\\x2dmyweb.scope', monitor)])).toEqual([
      { runtime: 'libvirt-lxc', id: 'my web' },
    ]);
  });

  it('is not that of a container inside of it, nor of a monitor without a control group of LXC’s', () => {
    const inner = '[lxc monitor] /var/lib/lxc inner';
    expect(
      containersOfProcesses([
        of('/lxc.payload.outer/lxc.payload.inner', inner),
        of('/user.slice', inner),
        of(`/system.slice/docker-${'5a'.repeat(32)}.scope`, inner),
      ]),
    ).toEqual([{ runtime: 'lxc', id: 'outer' }, null, { runtime: 'docker', id: '5a'.repeat(32) }]);
  });
});
