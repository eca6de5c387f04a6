import type { Link } from '#shared/host/link.ts';
import type { Backing } from './backing.ts';
import { believedBridge, otherBridge } from './beliefs.ts';
import { edge } from './edge.ts';
import { type Facts, lowerOf } from './facts.ts';
import { type Evidence, linkId, type TopologyEdge } from './model.ts';
import { uplinkEvidence } from './uplink.ts';
import { VethOrder } from './veth.ts';

/** The edges between links: who is whose port, uplink or member, and what sits on or is paired with what. */
export function linkEdges(
  backingsByLink: ReadonlyMap<string, readonly Backing[]>,
  facts: Facts,
): TopologyEdge[] {
  const edges: TopologyEdge[] = [];
  const order = new VethOrder(facts);
  for (const link of facts.links.values()) {
    const up = masterEdge(link, backingsByLink.get(link.name) ?? [], facts);
    if (up !== null) edges.push(up);
    const down = lowerEdge(link, order, facts);
    if (down !== null) edges.push(down);
  }
  return edges;
}

function masterEdge(link: Link, backings: readonly Backing[], facts: Facts): TopologyEdge | null {
  const master = link.master === null ? undefined : facts.links.get(link.master);
  const kind = facts.kinds.get(link.name);
  if (master === undefined || master === link || kind === undefined) return null;
  const masterKind = facts.kinds.get(master.name);
  if (masterKind === 'bond' || master.infoKind === 'team') {
    return edge('member', linkId(master.name), linkId(link.name), ['kernel-master']);
  }
  // Any other master (a VRF) binds links for routing, and nothing is plugged into it.
  if (masterKind !== 'bridge' && masterKind !== 'ovs-bridge') return null;
  const leadsOut = uplinkEvidence(link, kind);
  if (leadsOut !== null) return edge('uplink', linkId(master.name), linkId(link.name), leadsOut);
  return masterKind === 'ovs-bridge'
    ? switchPort(link, master, backings, facts)
    : bridgePort(link, master, backings, facts);
}

function bridgePort(link: Link, bridge: Link, backings: readonly Backing[], facts: Facts): TopologyEdge {
  const conflicts = backings.flatMap((backing) => otherBridge(backing, facts));
  return edge(
    'port',
    linkId(link.name),
    linkId(bridge.name),
    ['kernel-master', ...seen(backings)],
    conflicts,
  );
}

/**
 * Under Open vSwitch the kernel knows one datapath, `ovs-system`, as every port's master, whatever the bridge; which
 * bridge it is only libvirt can say here.
 */
function switchPort(link: Link, datapath: Link, backings: readonly Backing[], facts: Facts): TopologyEdge {
  const bridge = backings
    .map(({ vnic }) => (vnic.live === null ? null : believedBridge(vnic.live, facts)))
    .find((name) => name !== null && name !== link.name && facts.kinds.get(name) === 'ovs-bridge');
  return typeof bridge === 'string'
    ? edge('port', linkId(link.name), linkId(bridge), ['libvirt', ...seen(backings)])
    : edge('port', linkId(link.name), linkId(datapath.name), ['kernel-master', ...seen(backings)]);
}

function seen(backings: readonly Backing[]): Evidence[] {
  return backings.some(({ evidence }) => evidence.includes('fdb')) ? ['fdb'] : [];
}

function lowerEdge(link: Link, order: VethOrder, facts: Facts): TopologyEdge | null {
  const lower = lowerOf(link, facts);
  if (lower === null) return null;
  if (facts.kinds.get(link.name) !== 'veth') {
    return edge('lower', linkId(link.name), linkId(lower.name), ['kernel-lower']);
  }
  // Each end names the other: one edge, drawn by the end that is nearer to the VMs.
  return order.isNearer(link, lower) || lowerOf(lower, facts) !== link
    ? edge('peer', linkId(link.name), linkId(lower.name), ['kernel-lower'])
    : null;
}
