import { expect, it } from 'vitest';
import { noNetSettings } from '#shared/host/netSettings.ts';
import type { VmNic, VmProcess } from '#shared/host/process.ts';
import { aBridge, aDomain, anInterface, aTap } from '../../support/facts.ts';
import { foundOn } from '../../support/foundOn.ts';

const KVM = { kvm: true } as const;
const MAC = '52:54:00:aa:00:01';

function found(
  nic: Partial<VmNic>,
  process: Partial<VmProcess> = KVM,
  xml = '<interface/>',
  vhostNet: boolean | null = false,
) {
  const plain = {
    netdev: 'hostnet0',
    mac: MAC,
    defaultMac: null,
    model: 'virtio-net-pci',
    ifname: null,
    fds: [],
  };
  const started = { vmm: 'qemu', program: 'qemu-system-x86_64', name: 'web', libvirt: true } as const;
  return foundOn('vhost-not-used', {
    netSettings: { ...noNetSettings, vhostNet },
    links: [aBridge('br0'), aTap('vnet0', 'br0')],
    domains: [aDomain('web', [anInterface({ bridge: 'br0' }, { mac: MAC, targetDev: 'vnet0', xml })])],
    vmProcesses: [{ pid: 7, uuid: 'uuid-of-web', ...started, nics: [{ ...plain, ...nic }], ...process }],
  });
}

it('is told of a virtio NIC without, with how to have it', () => {
  expect(found({})).toMatchObject([
    {
      severity: 'info',
      title: 'web doesn’t use vhost-net for net0',
      evidence: [`/proc/7/cmdline: no vhost=on for web’s net0 (${MAC})`, '/proc/misc: no vhost-net'],
      repairs: [{ kind: 'commands', commands: [['modprobe', 'vhost_net']], lasts: 'now' }],
    },
  ]);
});

it('tells to load nothing that is loaded already: the VM is to be started again', () => {
  const [one] = found({}, KVM, '<interface/>', true);
  expect(one?.why).toMatch(/The host has it loaded now: stop and start web, which uses it from then on\.$/);
  expect(one?.evidence).toContain('/proc/misc: vhost-net');
  expect(one?.repairs).toEqual([]);
});

it('says that it isn’t known whether the host has it where that could not be read', () => {
  const [one] = found({}, KVM, '<interface/>', null);
  expect(one?.why).toMatch(
    /Whether the host has vhost-net loaded isn’t known: \/proc\/misc would list it\.$/,
  );
  expect(one?.evidence).toHaveLength(1);
  expect(one?.repairs).toEqual([]);
});

it('is told where the XML asks for it, which no module mends', () => {
  const [one] = found({}, KVM, "<interface><driver name='qemu' queues='2'/></interface>");
  expect(one?.why).toContain(
    "by <driver name='qemu'/>: remove it (virsh -c qemu:///system edit uuid-of-web), then stop and start web.",
  );
  expect(one?.repairs).toEqual([]);
});

it('is nothing where it is used, can’t be, or would be of no use', () => {
  expect(found({ vhost: true })).toEqual([]);
  expect(found({ model: 'e1000' })).toEqual([]);
  expect(found({ instead: { type: 'user', source: null } })).toEqual([]);
  expect(found({}, { ...KVM, elsewhere: true })).toEqual([]);
  expect(found({}, {})).toEqual([]);
});
