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

describe('the MAC of a vNIC that nobody names', () => {
  const mac = '06:00:ac:10:00:02';
  const vmProcesses = [aProcess({})];
  const tapHolders = [{ link: 'tap0', pid: 7, descriptor: 9 }];
  const neighbour = { address: '172.16.0.2', mac, state: 'STALE' };
  const vnic = 'vnic:firecracker-web/#fd9';

  it('is that of the only neighbour that the host has through a TAP on no bridge', () => {
    const facts = {
      links: [aTap('tap0', null)],
      vmProcesses,
      tapHolders,
      neighbours: [{ ...neighbour, link: 'tap0' }],
    };
    expect(nodeOf(topologyOf(facts), 'vnic', vnic)).toMatchObject({
      mac,
      macEvidence: ['arp'],
      ips: ['172.16.0.2'],
    });
    const failed = [{ ...neighbour, link: 'tap0', state: 'FAILED' }];
    expect(nodeOf(topologyOf({ ...facts, neighbours: failed }), 'vnic', vnic).mac).toBeNull();
  });

  it('is one that was learned behind its TAP and is the host’s neighbour on that bridge', () => {
    const facts = {
      links: [aBridge('br0'), aTap('tap0', 'br0')],
      vmProcesses,
      tapHolders,
      fdb: [{ mac, link: 'tap0', master: 'br0', vlan: null, permanent: false }],
    };
    expect(nodeOf(topologyOf(facts), 'vnic', vnic).mac).toBeNull();
    const neighbours = [{ ...neighbour, link: 'br0' }];
    expect(nodeOf(topologyOf({ ...facts, neighbours }), 'vnic', vnic)).toMatchObject({
      mac,
      macEvidence: ['fdb', 'arp'],
    });
  });
});
