import { describe, expect, it } from 'vitest';
import { buildTopology } from '#shared/topology/build.ts';
import type { Topology } from '#shared/topology/model.ts';
import { trace } from '#shared/topology/trace.ts';
import { traceLine } from '#shared/topology/words.ts';
import { conflictCodes, edgeOf, nodeOf } from '../support/graph.ts';
import { recordedHost, recordedLab } from '../support/snapshot.ts';

const linesIn = (topology: Topology) => (query: string) =>
  trace(topology, query).paths.map(({ nodes }) => traceLine(topology, nodes));

describe('the recorded host', () => {
  const topology = buildTopology(recordedHost(), 1);
  const lines = linesIn(topology);

  it('has every vNIC of web 01 where the kernel has it', () => {
    expect(lines('web 01')).toEqual([
      'web 01 › 52:54:00:aa:00:01 (virtio) › vnet0 › br0 › no uplink',
      'web 01 › 52:54:00:aa:00:02 (virtio) › vnet1 › virbr7 › no uplink',
      'web 01 › 52:54:00:aa:00:03 (rtl8139) › macvtap0 › ovl › ovlp › goes no further',
      'web 01 › 52:54:00:aa:00:04 (rtl8139) › QEMU’s own user network',
      'web 01 › 52:54:00:aa:00:05 (virtio, link down) › vnet2 › br1 › no uplink',
    ]);
  });

  it('keeps the two running VMs of one MAC apart', () => {
    expect(trace(topology, '52:54:00:aa:00:01').ambiguous).toBe(true);
    expect(lines('52:54:00:aa:00:01')).toEqual([
      `it's "q" › 52:54:00:aa:00:01 (rtl8139) › clone-tap › br0 › no uplink`,
      'web 01 › 52:54:00:aa:00:01 (virtio) › vnet0 › br0 › no uplink',
    ]);
  });

  it('finds nothing amiss', () => {
    expect(topology.edges.flatMap(conflictCodes)).toEqual([]);
  });
});

describe('the recorded lab', () => {
  const topology = buildTopology(recordedLab(), 1);
  const lines = linesIn(topology);

  it.each([
    ['vnet7', 'guest › 52:54:00:ac:00:01 (virtio) › vnet7 › virbr0 (NAT) › br0 › enp3s0'],
    ['192.168.122.86', 'guest › 52:54:00:ac:00:01 (virtio) › vnet7 › virbr0 (NAT) › br0 › enp3s0'],
    ['fa:54:00:bb:00:02', `it's "q" › fe:54:00:bb:00:02 (e1000) › vnet2 › virbr2 (routed) › br0 › enp3s0`],
    ['paused-vm', 'paused-vm › 52:54:00:dd:00:01 (virtio) › vnet8 › br-storage › vxlan100'],
    ['macvtap0', 'web 01 › 52:54:00:aa:00:03 (virtio) › macvtap0 › enp4s0'],
    ['bare', 'bare › 52:54:00:ae:00:01 (e1000) › tap0 › br1 › no uplink'],
    ['vethc0de42a', 'vethc0de42a › br0 › enp3s0'],
    ['tap-loose', 'tap-loose › not connected to any bridge'],
    ['asleep', 'asleep › network not active'],
  ])('has %s at its place', (query, line) => {
    expect(lines(query)).toEqual([line]);
  });

  it('does not take the VM named 1 for anything else', () => {
    expect(lines('1')).toEqual([
      '1 › 52:54:00:cc:00:01 (virtio) › br0 (at the next boot) › enp3s0',
      '1 › 52:54:00:cc:00:02 (e1000) › default (at the next boot) › virbr0 (NAT) › br0 › enp3s0',
    ]);
  });

  it('keeps the twins of one VM apart, each on its own bridge', () => {
    expect(lines('twins')).toEqual([
      'twins › 52:54:00:ff:00:01 (virtio) › vnet5 › br0 › enp3s0',
      'twins › 52:54:00:ff:00:01 (virtio) › vnet10 › br1 › no uplink',
    ]);
  });

  it('knows the guest’s address by its lease, and its MAC behind its port', () => {
    const guest = 'vnic:1ab00000-0000-4000-8000-000000000008/52:54:00:ac:00:01';
    expect(nodeOf(topology, 'vnic', guest).ipEvidence).toEqual([
      { address: '192.168.122.86', source: 'lease' },
    ]);
    expect(edgeOf(topology, `backs:${guest}→link:vnet7`).evidence).toContain('fdb');
  });

  it('knows a QEMU without libvirt by its command line and its descriptor', () => {
    expect(nodeOf(topology, 'vm', 'vm:qemu-bare')).toMatchObject({ hypervisor: 'qemu', uuid: '' });
    const cable = edgeOf(topology, 'backs:vnic:qemu-bare/52:54:00:ae:00:01→link:tap0');
    expect(cable.evidence).toEqual(['qemu-args', 'kernel-fd']);
  });

  it('finds nothing amiss', () => {
    expect(topology.edges.flatMap(conflictCodes)).toEqual([]);
  });
});
