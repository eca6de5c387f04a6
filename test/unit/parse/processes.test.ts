import { describe, expect, it } from 'vitest';
import type { VmNic } from '#shared/host/process.ts';
import { parseLinkSpeeds } from '#shared/parse/linkSpeeds.ts';
import { parseTapHolders } from '#shared/parse/tapHolders.ts';
import { parseVmProcess } from '../support/vmProcess.ts';
import { fixture, okValue } from './fixture.ts';

describe('parseTapHolders', () => {
  it('reads which process holds which TAP', () => {
    const holders = okValue(parseTapHolders(fixture('parse/fdinfo-iff.txt')));
    expect(holders).toHaveLength(14);
    expect(holders).toContainEqual({ link: 'tap0', pid: 343, descriptor: expect.any(Number) });
    expect(holders.filter(({ pid }) => pid === 409).map(({ link }) => link)).toEqual([
      'vnet6',
      'vnet4',
      'vnet5',
    ]);
  });

  it('names each queue, and not a descriptor that is not attached', () => {
    const queues = '/proc/7/fdinfo/3:iff:\tvnet0\n/proc/7/fdinfo/4:iff:\tvnet0\n/proc/7/fdinfo/5:iff:\t\n';
    expect(okValue(parseTapHolders(queues))).toEqual([
      { link: 'vnet0', pid: 7, descriptor: 3 },
      { link: 'vnet0', pid: 7, descriptor: 4 },
    ]);
    expect(okValue(parseTapHolders(''))).toEqual([]);
  });

  it('refuses other text', () => {
    expect(parseTapHolders('grep: x')).toEqual({ ok: false, message: expect.stringContaining('line 1') });
  });
});

describe('parseLinkSpeeds', () => {
  it('reads speeds and leaves out what has none', () => {
    expect(okValue(parseLinkSpeeds(fixture('parse/speed.txt')))).toMatchObject({
      br0: 10_000,
      enp3s0: 10_000,
    });
    const text =
      '/sys/class/net/enp3s0/speed:1000\n/sys/class/net/wlan0/speed:-1\n/sys/class/net/__proto__/speed:10\n';
    expect(Object.entries(okValue(parseLinkSpeeds(text)))).toEqual([
      ['enp3s0', 1000],
      ['__proto__', 10],
    ]);
  });

  it('refuses other text', () => {
    expect(parseLinkSpeeds('/sys/class/net/a/speed:fast')).toEqual({
      ok: false,
      message: expect.stringContaining('line 1'),
    });
  });
});

const nul = (...args: string[]) => `${args.join('\0')}\0`;

const start = { script: '/etc/qemu-ifup', downScript: '/etc/qemu-ifdown', bridge: null };

const nic = (over: Partial<VmNic>): VmNic => ({
  netdev: '#0',
  mac: null,
  defaultMac: null,
  model: null,
  ifname: null,
  fds: [],
  ...over,
});

describe('parseVmProcess', () => {
  it('reads a QEMU that somebody started by hand', () => {
    expect(parseVmProcess(343, fixture('lab/cmdline-bare.bin'))).toEqual({
      pid: 343,
      name: 'bare',
      uuid: null,
      libvirt: false,
      vmm: 'qemu' as const,
      program: 'qemu-system-x86_64',
      nics: [nic({ netdev: 'vm0', mac: '52:54:00:ae:00:01', model: 'e1000', ifname: 'tap0' })],
    });
  });

  it("reads libvirt's own, whose TAPs are descriptors, with the NIC that has none", () => {
    expect(parseVmProcess(409, fixture('lab/cmdline-libvirt-web_01.bin'))).toMatchObject({
      name: 'web 01',
      uuid: '1ab00000-0000-4000-8000-000000000001',
      libvirt: true,
      vmm: 'qemu' as const,
      program: 'qemu-system-x86_64',
      nics: [
        { netdev: 'hostnet0', mac: '52:54:00:aa:00:01', model: 'virtio-net-pci', ifname: null },
        { netdev: 'hostnet1', mac: '52:54:00:aa:00:02' },
        { netdev: 'hostnet2', mac: '52:54:00:aa:00:03' },
        { netdev: 'hostnet3', mac: '52:54:00:aa:00:04', instead: { type: 'user', source: null } },
        { netdev: 'hostnet4', mac: '52:54:00:aa:00:05' },
      ],
    });
    expect(parseVmProcess(383, fixture('parse/cmdline-script.bin'))?.name).toBe(
      '<script>alert("Köln ✓")<script>',
    );
  });

  it("reads libvirt's older keys and values", () => {
    const line = nul(
      '/usr/bin/qemu-system-x86_64',
      ...['-name', 'guest=a,,b,debug-threads=on', '-uuid', '1AB00000-0000-4000-8000-000000000001'],
      ...['-chardev', 'socket,id=charmonitor,path=/x,server,nowait'],
      ...['-netdev', 'tap,fd=25,id=hostnet0,vhost=on,vhostfd=26'],
      ...['-device', 'virtio-net-pci,netdev=hostnet0,id=net0,mac=52:54:00:aa:00:01,bus=pci.0,addr=0x2'],
    );
    expect(parseVmProcess(1, line)).toEqual({
      pid: 1,
      name: 'a,b',
      uuid: '1ab00000-0000-4000-8000-000000000001',
      libvirt: true,
      vmm: 'qemu' as const,
      program: 'qemu-system-x86_64',
      nics: [
        nic({
          netdev: 'hostnet0',
          mac: '52:54:00:aa:00:01',
          model: 'virtio-net-pci',
          fds: [25],
          vhost: true,
        }),
      ],
    });
  });

  it("reads Proxmox VE's, which is not libvirt's", () => {
    const line = nul(
      ...['/usr/bin/kvm', '-id', '100', '-name', 'web01,debug-threads=on', '-daemonize'],
      ...['-chardev', 'socket,id=qmp,path=/var/run/qemu-server/100.qmp,server=on,wait=off'],
      ...['-smbios', 'type=1,uuid=1ab00000-0000-4000-8000-000000000001'],
      ...['-netdev', 'type=tap,id=net0,ifname=tap100i0,script=/usr/libexec/qemu-server/pve-bridge,vhost=on'],
      ...['-device', 'virtio-net-pci,mac=BC:24:11:00:00:01,netdev=net0,bus=pci.0,addr=0x12,id=net0'],
    );
    expect(parseVmProcess(1, line)).toEqual({
      pid: 1,
      name: 'web01',
      pveId: 100,
      uuid: null,
      libvirt: false,
      vmm: 'qemu' as const,
      program: 'kvm',
      nics: [
        nic({
          netdev: 'net0',
          mac: 'bc:24:11:00:00:01',
          model: 'virtio-net-pci',
          ifname: 'tap100i0',
          vhost: true,
          start: { ...start, script: '/usr/libexec/qemu-server/pve-bridge' },
        }),
      ],
    });
  });

  it.each([
    [
      '-nic',
      ['-nic', 'tap,ifname=tap1,mac=52:54:00:00:00:01,model=e1000', '-nic', 'none'],
      { mac: '52:54:00:00:00:01', model: 'e1000', ifname: 'tap1', start },
    ],
    [
      '-net twice',
      ['-net', 'nic,model=rtl8139,macaddr=52:54:00:00:00:02', '-net', 'tap,ifname=tap2'],
      { mac: '52:54:00:00:00:02', model: 'rtl8139', ifname: 'tap2', start },
    ],
    [
      '-net and -netdev',
      ['--netdev', 'bridge,id=n0,br=br0', '-net', 'nic,netdev=n0,macaddr=52:54:00:00:00:03'],
      {
        netdev: 'n0',
        mac: '52:54:00:00:00:03',
        start: { script: null, downScript: null, bridge: 'br0' },
      },
    ],
    ['-netdev alone', ['-netdev', 'tap,id=n0,ifname=tap3'], { netdev: 'n0', ifname: 'tap3', start }],
    [
      '-netdev by a descriptor, with dashes in its MAC',
      ['-netdev', 'tap,id=n0,fd=3', '-device', 'e1000,netdev=n0,mac=52-54-00-00-00-04'],
      { netdev: 'n0', mac: '52:54:00:00:00:04', model: 'e1000', fds: [3] },
    ],
    [
      '-netdev with a descriptor for each queue',
      ['-netdev', 'tap,id=n0,fds=21:22:23,vhostfds=24:25:26', '-device', 'virtio-net-pci,netdev=n0,mq=on'],
      {
        netdev: 'n0',
        defaultMac: '52:54:00:12:34:56',
        model: 'virtio-net-pci',
        fds: [21, 22, 23],
        vhost: true as const,
      },
    ],
    [
      'a netdev of a named descriptor, as on the monitor',
      ['-netdev', '{"type":"tap","id":"n0","fd":"fd-net0","vhost":true,"odd":[[]]}'],
      { netdev: 'n0', vhost: true as const },
    ],
  ])('reads a NIC given by %s', (_, args, expected) => {
    expect(parseVmProcess(1, nul('qemu-system-aarch64', ...args))?.nics).toEqual([nic(expected)]);
  });

  it.each([
    [['-accel', 'kvm'], true],
    [['-machine', 'pc-q35-7.2,usb=off,accel=kvm:tcg'], true],
    [['-M', 'q35,accel=kvm'], true],
    [['-enable-kvm'], true],
    [['-accel', 'tcg'], undefined],
    [['-machine', 'pc,accel=tcg'], undefined],
    [['-machine', 'pc'], undefined],
  ])('tells by %s whether it uses KVM', (args, kvm) => {
    expect(parseVmProcess(1, nul('qemu-system-x86_64', ...args))?.kvm).toBe(kvm);
  });

  it('pairs old NICs and TAPs of each hub in their order', () => {
    const net = (...args: string[]) => args.flatMap((argument) => ['-net', argument]);
    const line = nul(
      'qemu-system-x86_64',
      ...net('nic,vlan=1,macaddr=52:54:00:00:00:01', 'tap,vlan=2,ifname=tap2', 'tap,vlan=1,ifname=tap1'),
      ...net('nic,vlan=2,macaddr=52:54:00:00:00:02', 'user'),
    );
    expect(parseVmProcess(1, line)?.nics).toMatchObject([
      { ifname: 'tap2', mac: '52:54:00:00:00:02' },
      { ifname: 'tap1', mac: '52:54:00:00:00:01' },
    ]);
  });

  const macs = (...args: string[]) =>
    parseVmProcess(1, nul('qemu-system-x86_64', ...args))?.nics.map(({ defaultMac }) => defaultMac);

  it('knows the MACs that QEMU chooses: -nic first, then -net nic, then devices, those in JSON last', () => {
    const taps = ['a', 'b', 'c'].flatMap((id) => ['-netdev', `tap,id=${id}`]);
    const line = [
      ...['-device', '{"driver":"e1000","netdev":"a"}', '-device', 'virtio-net-pci,netdev=b'],
      ...[
        '-net',
        'nic,netdev=c',
        '-nic',
        'none',
        '-nic',
        'user',
        '-device',
        'ne2k_pci',
        '-device',
        'vfio-pci',
      ],
    ];
    expect(macs(...taps, ...line)).toEqual([
      '52:54:00:12:34:5a',
      '52:54:00:12:34:58',
      '52:54:00:12:34:57',
      '52:54:00:12:34:56',
    ]);
  });

  it('knows that a NIC which is given such a MAC keeps it from those that come after it', () => {
    const given = ['-device', 'e1000,netdev=a,mac=52:54:00:12:34:56'];
    const without = ['-device', 'e1000,netdev=b'];
    const taps = ['-netdev', 'tap,id=a', '-netdev', 'tap,id=b'];
    expect(macs(...taps, ...given, ...without)).toEqual([null, '52:54:00:12:34:57']);
    expect(macs(...taps, ...without, ...given)).toEqual([null, '52:54:00:12:34:56']);
  });

  it.each([
    ['a file that may name more NICs', ['-readconfig', '/etc/vm.conf']],
    ['a MAC that can’t be read', ['-device', 'e1000,mac=0x1234']],
  ])('knows no MAC that QEMU chooses with %s', (_, more) => {
    expect(macs('-netdev', 'tap,id=a', '-device', 'e1000,netdev=a', ...more)).toEqual([null]);
  });

  it('is not misled by a name or a kernel argument that looks like an option', () => {
    const line = nul('/usr/libexec/qemu-kvm', '-name', '-netdev', '-append', '-uuid', '-netdev', 'tap,id=n0');
    expect(parseVmProcess(1, line)).toMatchObject({
      name: '-netdev',
      uuid: null,
      nics: [{ netdev: 'n0' }],
    });
  });

  it.each(['', '/usr/bin/vim\0qemu-system-x86_64\0', '/usr/bin/kvm-ok\0', '/bin/grep\0-name\0x\0'])(
    'takes %o for no QEMU',
    (line) => {
      expect(parseVmProcess(1, line)).toBeNull();
    },
  );
});
