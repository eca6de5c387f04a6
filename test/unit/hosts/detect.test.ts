import { describe, expect, it } from 'vitest';
import { type Interest, interestOfThisMachine, type Surroundings } from '#electron/hosts/detect.ts';
import type { RunOutcome } from '#shared/host/command.ts';

const printed = (stdout: string): RunOutcome => ({ kind: 'exited', exitCode: 0, stdout, stderr: '' });
const failed = (stderr: string): RunOutcome => ({ kind: 'exited', exitCode: 1, stdout: '', stderr });
const noSocket = failed(
  "error: failed to connect to the hypervisor\nerror: Failed to connect socket to '/var/run/libvirt/libvirt-sock-ro': No such file or directory\n",
);

const link = (ifname: string, more: object = {}) => ({
  ifindex: 1,
  ifname,
  flags: ['UP'],
  mtu: 1500,
  ...more,
});
const kind = (info_kind: string) => ({ linkinfo: { info_kind } });
const lone = [link('lo'), link('enp3s0')];

/** A machine with a card and nothing else, but for what is given. */
function machine({
  links = lone,
  paths = [],
  full = [],
  programs = [],
  virsh = { kind: 'missing', program: 'virsh' },
  isLibvirtInstalled = false,
}: {
  links?: readonly object[];
  paths?: readonly string[];
  full?: readonly string[];
  programs?: readonly string[];
  virsh?: RunOutcome;
  isLibvirtInstalled?: boolean;
}): Surroundings {
  return {
    host: { run: async ({ argv }) => (argv[0] === 'ip' ? printed(JSON.stringify(links)) : virsh) },
    exists: (path) => paths.includes(path),
    isEmpty: (folder) => !full.includes(folder),
    programs: async () => ['systemd', 'bash', ...programs],
    isLibvirtInstalled: () => isLibvirtInstalled,
  };
}

describe('this machine', () => {
  it.each<[string, Parameters<typeof machine>[0], Interest | null]>([
    ['has nothing but a card', {}, null],
    [
      'has an unused bridge, as Docker leaves it, and nothing on it',
      { links: [...lone, link('br0', kind('bridge'))] },
      null,
    ],
    ['is Proxmox VE', { paths: ['/etc/pve'] }, 'proxmox'],
    ['has Open vSwitch’s database', { paths: ['/run/openvswitch/db.sock'] }, 'open-vswitch'],
    [
      'has a datapath of Open vSwitch',
      { links: [...lone, link('ovs-system', kind('openvswitch'))] },
      'open-vswitch',
    ],
    ['runs Docker', { paths: ['/run/docker.sock'] }, 'containers'],
    ['has a named network namespace', { full: ['/run/netns'] }, 'containers'],
    ['runs QEMU', { programs: ['qemu-system-x86'] }, 'vm-process'],
    ['runs QEMU as Proxmox names it', { programs: ['kvm'] }, 'vm-process'],
    [
      'runs cloud-hypervisor, whose name the kernel cuts off',
      { programs: ['cloud-hyperviso'] },
      'vm-process',
    ],
    ['runs firecracker', { programs: ['firecracker'] }, 'vm-process'],
    ['runs something that only begins like one', { programs: ['kvm-nx-lpage-re', 'firecrackerd'] }, null],
    ['has a TAP', { links: [...lone, link('tap0', kind('tun'))] }, 'tap'],
    ['has a macvtap', { links: [...lone, link('mvt0', kind('macvtap'))] }, 'tap'],
    [
      'has a bridge with a port',
      { links: [link('lo'), link('enp3s0', { master: 'br0' }), link('br0', kind('bridge'))] },
      'bridge-port',
    ],
    [
      'has a bond, whose members are no ports',
      { links: [link('lo'), link('enp3s0', { master: 'bond0' }), link('bond0', kind('bond'))] },
      null,
    ],
    [
      'has libvirt installed, whatever becomes of its daemon',
      { isLibvirtInstalled: true, virsh: noSocket },
      'libvirt',
    ],
    ['has the client of libvirt alone', { virsh: noSocket }, null],
    ['reaches a libvirt elsewhere', { virsh: printed('qemu:///system\n') }, 'libvirt'],
    ['has a libvirt that denies access', { virsh: failed('error: … Permission denied\n') }, 'libvirt'],
    [
      'has a libvirt that hangs',
      { virsh: { kind: 'timed-out', afterMs: 5000, stdout: '', stderr: '' } },
      'libvirt',
    ],
  ])('%s', async (_what, has, interest) => {
    expect(await interestOfThisMachine(machine(has))).toBe(interest);
  });

  it('is looked at without a fault where ip answers nothing that can be read', async () => {
    const broken = {
      ...machine({}),
      host: { run: async () => ({ kind: 'missing', program: 'ip' }) as const },
    };
    expect(await interestOfThisMachine(broken)).toBeNull();
  });
});
