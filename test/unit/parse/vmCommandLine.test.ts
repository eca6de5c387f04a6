import { describe, expect, it } from 'vitest';
import { type ProcessSigns, parseVmCommandLine } from '#shared/parse/vmCommandLine.ts';
import { parseKvmUsers, parsePrograms, parseVmms } from '#shared/parse/vmmProcesses.ts';

// Command lines written by hand after each project's documentation: none of them was run.
const MAC = '52:54:00:aa:00:01';

function read(line: string, signs: Partial<ProcessSigns> = {}) {
  const text = `${line.split(' ').join('\0')}\0`;
  return parseVmCommandLine(7, text, { program: null, hasTap: true, hasKvm: true, ...signs });
}

describe('the command line of a VMM', () => {
  it.each([
    [
      '/usr/bin/cloud-hypervisor --api-socket path=/run/vms/web.sock --net tap=tap0,mac=52:54:00:AA:00:01 fd=[3,4],id=lan --cpus boot=2',
      { vmm: 'cloud-hypervisor', name: 'web' },
      [
        { netdev: '#0', ifname: 'tap0', mac: MAC },
        { netdev: 'lan', ifname: null, fds: [3, 4] },
      ],
    ],
    [
      './cloud-hypervisor-static --api-socket /var/lib/vms/web/ch-api.sock --net vhost_user=true,socket=/run/vu.sock',
      { vmm: 'cloud-hypervisor', name: 'web' },
      [{ instead: { type: 'vhostuser', source: '/run/vu.sock' }, ifname: null }],
    ],
    ['cloud-hypervisor --api-socket /tmp/ch.sock', { vmm: 'cloud-hypervisor', name: null }, []],
    [
      '/firecracker --id=web-1 --start-time-us 1 --api-sock /run/firecracker.socket --config-file vm.json',
      { vmm: 'firecracker', name: 'web-1' },
      [],
    ],
    ['firecracker --api-sock /tmp/web.socket', { vmm: 'firecracker', name: 'web' }, []],
    [
      `crosvm --log-level debug run --name web --net tap-name=tap0,mac=${MAC},vhost-net vmlinux`,
      { vmm: 'crosvm', name: 'web' },
      [{ ifname: 'tap0', mac: MAC }],
    ],
    [
      `crosvm run --tap-fd 9 --mac ${MAC} -s /run/db.sock --vhost-user net,socket=/run/vu.sock vmlinux`,
      { vmm: 'crosvm', name: 'db' },
      [{ fds: [9], mac: MAC }, { instead: { type: 'vhostuser', source: '/run/vu.sock' } }],
    ],
    [
      `lkvm run --name web -n mode=tap,tapif=tap0,guest_mac=${MAC} --network mode=user --kernel bzImage`,
      { vmm: 'kvmtool', name: 'web' },
      [{ ifname: 'tap0', mac: MAC }, { instead: { type: 'user', source: null } }],
    ],
    ['lkvm run -k bzImage', { vmm: 'kvmtool', name: null }, [{ instead: { type: 'user', source: null } }]],
    ['lkvm run -n mode=none -k bzImage', { vmm: 'kvmtool', name: null }, []],
    [
      `stratovirt -machine microvm -netdev tap,id=n0,ifname=tap0 -device virtio-net-device,netdev=n0,mac=${MAC}`,
      { vmm: 'stratovirt', name: null },
      [{ netdev: 'n0', ifname: 'tap0', mac: MAC }],
    ],
    [
      `/opt/linux umid=web ubd0=root.img vec0:transport=tap,ifname=tap0,mac=${MAC} eth0=tuntap,tap1,${MAC}`,
      { vmm: 'uml', name: 'web' },
      [
        { ifname: 'tap0', mac: MAC },
        { ifname: 'tap1', mac: MAC },
      ],
    ],
    [
      '/usr/lib/virtualbox/VBoxHeadless --comment web --startvm 1ab0 --vrde config',
      { vmm: 'virtualbox', name: 'web' },
      [],
    ],
    [
      '/usr/lib/vmware/bin/vmware-vmx -s vmx.stdio.keep=TRUE -@ duplex=3;msgs=ui /vms/web/web.vmx',
      { vmm: 'vmware', name: 'web' },
      [],
    ],
  ])('%s', (line, vm, nics) => {
    const process = read(line, { hasTap: false });
    expect(process).toMatchObject({ ...vm, pid: 7, libvirt: false });
    expect(process?.nics).toMatchObject(nics);
    expect(process?.nics).toHaveLength(nics.length);
  });

  it('tells of QEMU’s NICs on a socket and on user networking what they are on', () => {
    const line =
      'kvm -chardev socket,id=c,path=/run/vu.sock -netdev vhost-user,id=a,chardev=c -device e1000,netdev=a -netdev user,id=b -device e1000,netdev=b -netdev user,id=c';
    expect(read(line)?.nics.map(({ netdev, instead }) => [netdev, instead])).toEqual([
      ['a', { type: 'vhostuser', source: '/run/vu.sock' }],
      ['b', { type: 'user', source: null }],
    ]);
  });
});

describe('which program it is', () => {
  const qemu = 'x -netdev tap,id=n0,ifname=tap0 -device e1000,netdev=n0';

  it('is told by its file, whatever argv[0] says', () => {
    expect(read(qemu, { program: 'qemu-system-x86_64', hasTap: false })).toMatchObject({ vmm: 'qemu' });
    expect(read('qemu-system-x86_64 --dev tap0', { program: 'openvpn', hasKvm: false })).toBeNull();
    expect(read('web', { program: 'firecracker-v1.7.0-x86_64' })).toMatchObject({ vmm: 'firecracker' });
    expect(read(qemu, { program: '.qemu-system-x86_64-wrapped' })).toMatchObject({ vmm: 'qemu' });
  });

  it('is told by QEMU’s words together with a TAP where its file is renamed', () => {
    const found = read(qemu, { program: 'myvm', hasKvm: false });
    expect(found).toMatchObject({ vmm: 'qemu', program: 'myvm', nics: [{ ifname: 'tap0' }] });
    expect(read(qemu, { program: 'myvm', hasTap: false })).toBeNull();
  });

  it('is another VMM where it has KVM and a TAP open, and none with a TAP alone', () => {
    expect(read('myvmm web', { program: 'myvmm' })).toMatchObject({ vmm: 'other', program: 'myvmm' });
    expect(read('openvpn --dev tap0', { program: 'openvpn', hasKvm: false })).toBeNull();
    expect(read('tincd -n lan', { hasKvm: false })).toBeNull();
  });

  it.each([
    'crosvm device net --device vu.sock,tap0',
    'lkvm list',
    'linux --version',
    'kvm -machine none,accel=kvm:tcg -S',
  ])('is none that does something else: %s', (line) => {
    expect(read(line, { hasKvm: false })).toBeNull();
  });

  it('is read from the links of processes', () => {
    const found = [
      ...['/proc/7/exe', '/usr/bin/qemu-system-x86_64 (deleted)', '/proc/8/exe', '/usr/sbin/openvpn'],
      ...['/proc/9/exe', '/srv/firecracker-containerd', '/proc/7/fd/9', '/dev/kvm'],
      ...['/proc/8/fd/9', '/tmp/kvm', '/proc/10/fd/3', '/kvm', ''],
    ].join('\0');
    expect([...parsePrograms(found)]).toEqual([
      [7, 'qemu-system-x86_64'],
      [8, 'openvpn'],
      [9, 'firecracker-containerd'],
    ]);
    expect([...parseVmms(found).keys()]).toEqual([7]);
    expect([...parseKvmUsers(found)]).toEqual([7, 10]);
  });
});

describe('what connects a TAP of QEMU’s when the VM starts', () => {
  const usual = { script: '/etc/qemu-ifup', downScript: '/etc/qemu-ifdown', bridge: null };

  it.each([
    ['tap,id=n0,ifname=tap0', usual],
    ['tap,id=n0,script=/opt/up,downscript=no', { script: '/opt/up', downScript: null, bridge: null }],
    ['tap,id=n0,script=no,downscript=no', undefined],
    ['tap,id=n0,fd=3', undefined],
    ['bridge,id=n0,br=br1', { script: null, downScript: null, bridge: 'br1' }],
    ['tap,id=n0,helper=/usr/lib/qemu/qemu-bridge-helper', { script: null, downScript: null, bridge: 'br0' }],
  ])('-netdev %s', (netdev, start) => {
    expect(read(`kvm -netdev ${netdev}`)?.nics[0]?.start).toEqual(start);
  });
});
