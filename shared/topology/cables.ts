import type { Link } from '#shared/host/link.ts';
import { vlansOf } from '#shared/host/portVlan.ts';
import type { Backing } from './backing.ts';
import { believedBridge, otherBridge } from './beliefs.ts';
import { edge } from './edge.ts';
import { type Facts, lowerOf } from './facts.ts';
import { isPair, natureOf } from './kernelKinds.ts';
import { isKnownPort } from './knownPort.ts';
import { type Evidence, linkId, type TopologyEdge } from './model.ts';
import { otherVlans } from './recordedVlans.ts';
import { isToldBySwitch, switchEdge } from './switchPorts.ts';
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
    edges.push(...slaveEdges(link, facts));
  }
  return edges;
}

function masterEdge(link: Link, backings: readonly Backing[], facts: Facts): TopologyEdge | null {
  const master = link.master === null ? undefined : facts.links.get(link.master);
  if (master === undefined || master === link) return null;
  const kind = facts.kinds.get(master.name);
  if (kind === 'ovs-bridge' || master.infoKind === 'openvswitch')
    return switchPort(link, master, backings, facts);
  if (kind === 'bridge') return withVlans(portOf(link, master, backings, facts), link, facts);
  // Any other master is made of its members, but for one (a VRF) that binds links for routing and takes no frames.
  return natureOf(master.infoKind) === 'nowhere'
    ? null
    : edge('member', linkId(master.name), linkId(link.name), [
        isKnownPort(link, facts) ? 'ovs' : 'kernel-master',
      ]);
}

/** HSR and PRP send by two links, which have no master. */
function slaveEdges({ name, slaves = [] }: Link, { links }: Facts): TopologyEdge[] {
  return slaves.flatMap((slave) =>
    slave === name || !links.has(slave)
      ? []
      : [edge('member', linkId(name), linkId(slave), ['kernel-lower'])],
  );
}

function withVlans(of: TopologyEdge, port: Link, { snapshot }: Facts): TopologyEdge {
  const vlans = vlansOf(port, snapshot);
  return vlans === null ? of : { ...of, vlans };
}

function portOf(link: Link, bridge: Link, backings: readonly Backing[], facts: Facts): TopologyEdge {
  const leadsOut = uplinkEvidence(link, facts);
  return leadsOut === null
    ? bridgePort(link, bridge, backings, facts)
    : edge('uplink', linkId(bridge.name), linkId(link.name), leadsOut);
}

function bridgePort(link: Link, bridge: Link, backings: readonly Backing[], facts: Facts): TopologyEdge {
  const conflicts = backings.flatMap((backing) => [
    ...otherBridge(backing, facts),
    ...otherVlans(backing, facts),
  ]);
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
 * bridge it is where Open vSwitch isn’t asked only libvirt can say. Null: nobody tells.
 */
function switchPort(
  link: Link,
  master: Link,
  backings: readonly Backing[],
  facts: Facts,
): TopologyEdge | null {
  if (facts.switches !== null) {
    const port = switchEdge(link, portOf(link, master, backings, facts), facts);
    if (port !== null) return port;
  }
  const bridge = backings
    .map(({ vnic }) => (vnic.live === null ? null : believedBridge(vnic.live, facts)))
    .find((name) => name !== null && name !== link.name && facts.kinds.get(name) === 'ovs-bridge');
  return typeof bridge === 'string'
    ? edge('port', linkId(link.name), linkId(bridge), ['libvirt', ...seen(backings)])
    : null;
}

function seen(backings: readonly Backing[]): Evidence[] {
  return backings.some(({ evidence }) => evidence.includes('fdb')) ? ['fdb'] : [];
}

function lowerEdge(link: Link, order: VethOrder, facts: Facts): TopologyEdge | null {
  const lower = lowerOf(link, facts);
  if (lower === null) return null;
  const how: Evidence = isToldBySwitch(link, facts) ? 'ovs' : 'kernel-lower';
  if (!isPair(link)) return edge('lower', linkId(link.name), linkId(lower.name), [how]);
  // Each end names the other: one edge, drawn by the end that is nearer to the VMs.
  return order.isNearer(link, lower) || lowerOf(lower, facts) !== link
    ? edge('peer', linkId(link.name), linkId(lower.name), [how])
    : null;
}
