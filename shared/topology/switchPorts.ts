import type { Link } from '#shared/host/link.ts';
import { isOvsBond, type OvsPort, vlansOfPort } from '#shared/host/ovs.ts';
import { switchVlanMode } from '#shared/host/ovsVlans.ts';
import type { Backing } from './backing.ts';
import { believedBridge } from './beliefs.ts';
import { edge } from './edge.ts';
import type { Facts } from './facts.ts';
import { linkId, type TopologyEdge } from './model.ts';

/** True where it is Open vSwitch that tells what a link is joined with. */
export function isToldBySwitch({ name, infoKind }: Link, { switches }: Facts): boolean {
  return infoKind !== 'veth' && switches !== null && (switches.places.has(name) || switches.fakes.has(name));
}

/** The port that a link is in Open vSwitch; undefined: it is a bond’s member there, or none that it tells of. */
export function portOfLink({ name }: Link, { switches }: Facts): OvsPort | undefined {
  const place = switches?.places.get(name);
  return place === undefined || isOvsBond(place.port) ? switches?.ports.get(name) : place.port;
}

/** The edge of a port that Open vSwitch tells of, with its VLANs; null: it doesn’t tell. */
export function switchEdge(link: Link, of: TopologyEdge, { switches }: Facts): TopologyEdge | null {
  const port = switches?.places.get(link.name)?.port ?? switches?.ports.get(link.name);
  if (port === undefined) return null;
  const others = of.evidence.filter((each) => each !== 'kernel-master');
  const told = edge(of.kind, of.from, of.to, ['ovs', ...others], of.conflicts);
  const vlanMode = switchVlanMode(vlansOfPort(port));
  return { ...told, vlanMode, ...(port.tag === null ? {} : { tag: port.tag }), trunks: port.trunks };
}

/**
 * `port` of the TAPs that Open vSwitch has in its userspace datapath (netdev, DPDK): the kernel knows no master of
 * theirs, and where Open vSwitch isn’t asked libvirt’s word is all that can be had.
 */
export function userspacePorts(
  backings: ReadonlyMap<string, readonly Backing[]>,
  facts: Facts,
): TopologyEdge[] {
  if (facts.switches !== null) return [];
  return [...backings.values()].flat().flatMap(({ vnic, link }) => {
    if (vnic.live?.virtualPort !== 'openvswitch' || link.master !== null) return [];
    const bridge = believedBridge(vnic.live, facts);
    return bridge !== null && bridge !== link.name && facts.kinds.get(bridge) === 'ovs-bridge'
      ? [edge('port', linkId(link.name), linkId(bridge), ['libvirt'])]
      : [];
  });
}
