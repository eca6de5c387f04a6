import type { Backing } from './backing.ts';
import { believedBridge } from './beliefs.ts';
import { edge } from './edge.ts';
import type { Facts } from './facts.ts';
import { linkId, type TopologyEdge } from './model.ts';

/**
 * `port` of the TAPs that Open vSwitch has in its userspace datapath (netdev, DPDK): the kernel knows no master of
 * theirs, and libvirt's word is all that can be had.
 */
export function userspacePorts(
  backings: ReadonlyMap<string, readonly Backing[]>,
  facts: Facts,
): TopologyEdge[] {
  return [...backings.values()].flat().flatMap(({ vnic, link }) => {
    if (vnic.live?.virtualPort !== 'openvswitch' || link.master !== null) return [];
    const bridge = believedBridge(vnic.live, facts);
    return bridge !== null && bridge !== link.name && facts.kinds.get(bridge) === 'ovs-bridge'
      ? [edge('port', linkId(link.name), linkId(bridge), ['libvirt'])]
      : [];
  });
}
