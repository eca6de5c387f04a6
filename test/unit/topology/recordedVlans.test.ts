import { describe, expect, it } from 'vitest';
import type { DomainInterface } from '#shared/host/domain.ts';
import type { Network } from '#shared/host/network.ts';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import { linkId } from '#shared/topology/model.ts';
import { vlanReach } from '#shared/topology/vlanReach.ts';
import { aBridge, aDomain, aNetwork, anInterface, aShutOffDomain, aTap } from '../support/facts.ts';
import { edgeOf, topologyOf } from '../support/graph.ts';

const untagged = (id: number): VlanRange => ({ first: id, last: id, pvid: true, untagged: true });

/** A VM on br0 whose TAP the kernel has in these VLANs. */
function shown(given: Partial<DomainInterface>, kernel: readonly VlanRange[], vlanFiltering = true) {
  const { source, ...own } = given;
  const network: Network = aNetwork('lan', {
    forward: 'bridge',
    bridge: 'br0',
    vlans: [untagged(5)],
    portgroups: [
      { name: 'iot', isDefault: true, vlans: [untagged(20)] },
      { name: 'plain', isDefault: false, vlans: null },
    ],
  });
  const topology = topologyOf({
    links: [aBridge('br0', { bridge: { vlanFiltering } }), aTap('vnet0', 'br0')],
    networks: [network],
    domains: [
      aDomain('web', [
        anInterface({ bridge: 'br0', ...source }, { targetDev: 'vnet0', alias: 'net0', ...own }),
      ]),
    ],
    portVlans: { br0: [untagged(1)], vnet0: kernel },
  });
  return edgeOf(topology, 'port:link:vnet0→link:br0').conflicts.map(({ message }) => message);
}

describe('the VLANs that libvirt has on record', () => {
  it('agree with the kernel’s, or are a finding on the cable', () => {
    expect(shown({ vlans: [untagged(20)] }, [untagged(20)])).toEqual([]);
    expect(shown({ vlans: [untagged(20)] }, [untagged(1)])).toEqual([
      'vnet0 is in VLAN 1 (PVID, untagged), but libvirt has VLAN 20 (PVID, untagged) on record.',
    ]);
    expect(shown({}, [untagged(30)])).toEqual([]);
  });

  it('come to nothing on a bridge that doesn’t filter', () => {
    expect(shown({ vlans: [untagged(20)] }, [], false)).toEqual([
      'libvirt has VLAN 20 (PVID, untagged) on record for vnet0, but br0 doesn’t filter VLANs: the guest is in no VLAN of its own.',
    ]);
  });

  it('are those of the portgroup, which may be the default one, else of the network', () => {
    const of = (portgroup?: string) =>
      anInterface({ network: 'lan', bridge: 'br0', ...(portgroup === undefined ? {} : { portgroup }) })
        .source;
    expect(shown({ source: of() }, [untagged(20)])).toEqual([]);
    expect(shown({ source: of('iot') }, [untagged(5)])[0]).toContain('VLAN 20');
    expect(shown({ source: of('plain') }, [untagged(5)])).toEqual([]);
    expect(shown({ source: of('gone') }, [untagged(5)])).toEqual([]);
  });

  it('light a VM that has no port yet', () => {
    const off = aShutOffDomain('off', [anInterface({ bridge: 'br0' }, { vlans: [untagged(20)] })]);
    const topology = topologyOf({ links: [aBridge('br0')], domains: [off] });
    const [vm, vnic] = topology.nodes;
    expect(vlanReach(topology, 20)).toEqual(new Set([vm?.id, vnic?.id]));
    expect(vlanReach(topology, 20).has(linkId('br0'))).toBe(false);
  });
});
