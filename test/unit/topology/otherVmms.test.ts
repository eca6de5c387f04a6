import { describe, expect, it } from 'vitest';
import type { VmNic, VmProcess } from '#shared/host/process.ts';
import { aBridge, aTap } from '../support/facts.ts';
import { cables, edgeOf, nodeOf, topologyOf } from '../support/graph.ts';

function aProcess(over: Partial<VmProcess>): VmProcess {
  return {
    pid: 7,
    name: 'web',
    uuid: null,
    libvirt: false,
    vmm: 'firecracker',
    program: 'firecracker',
    nics: [],
    ...over,
  };
}

const aNic: VmNic = {
  netdev: '#0',
  mac: '52:54:00:aa:00:01',
  defaultMac: null,
  model: 'virtio',
  ifname: 'tap0',
  fds: [],
};

describe('a VM of another VMM', () => {
  const held = {
    links: [aBridge('br0'), aTap('tap0', 'br0')],
    tapHolders: [{ link: 'tap0', pid: 7, descriptor: 9 }],
  };

  it('is on the TAP that its process holds, where nothing names a NIC', () => {
    const topology = topologyOf({ ...held, vmProcesses: [aProcess({})] });
    expect(nodeOf(topology, 'vm', 'vm:firecracker-web')).toMatchObject({
      name: 'web',
      hypervisor: 'firecracker',
      vmm: 'Firecracker',
      persistent: false,
    });
    const vnic = 'vnic:firecracker-web/#fd9';
    expect(edgeOf(topology, `backs:${vnic}→link:tap0`).evidence).toEqual(['kernel-fd']);
    expect(nodeOf(topology, 'vnic', vnic)).toMatchObject({ mac: null, tap: 'tap0', sourceType: 'tap' });
  });

  it('is on the TAP that its command line names, which is said of that command line', () => {
    const process = aProcess({ vmm: 'crosvm', program: 'crosvm', nics: [aNic] });
    const topology = topologyOf({ ...held, vmProcesses: [process] });
    expect(nodeOf(topology, 'vm', 'vm:crosvm-web')).toMatchObject({ hypervisor: 'other', vmm: 'crosvm' });
    const backs = edgeOf(topology, 'backs:vnic:crosvm-web/52:54:00:aa:00:01→link:tap0');
    expect(backs.evidence).toEqual(['vmm-args', 'kernel-fd']);
  });

  it('goes by its program where it has no name', () => {
    const process = aProcess({ name: null, vmm: 'other', program: 'myvmm' });
    const topology = topologyOf({ ...held, vmProcesses: [process] });
    expect(nodeOf(topology, 'vm', 'vm:myvmm-7')).toMatchObject({
      name: 'myvmm 7',
      hypervisor: 'other',
      vmm: 'myvmm',
    });
  });

  it('has a vNIC on a vhost-user socket, which takes no TAP of its process', () => {
    const nic = { ...aNic, ifname: null, instead: { type: 'vhostuser', source: '/run/vu.sock' } };
    const topology = topologyOf({ ...held, vmProcesses: [aProcess({ nics: [nic] })] });
    expect(nodeOf(topology, 'vnic', `vnic:firecracker-web/${aNic.mac}`)).toMatchObject({
      sourceType: 'vhostuser',
      source: '/run/vu.sock',
      tap: null,
    });
    expect(cables(topology, 'backs')).toEqual(['vnic:firecracker-web/#fd9→link:tap0']);
  });
});
