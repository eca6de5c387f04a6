import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { append } from './append.ts';
import { type Backing, findBackings } from './backing.ts';
import { orphaned } from './beliefs.ts';
import { linkEdges } from './cables.ts';
import { containerGuests } from './containerGuests.ts';
import { nicEdges } from './containerNics.ts';
import type { Contradiction } from './contradiction.ts';
import { definedEdge } from './definedEdges.ts';
import { edge } from './edge.ts';
import { type Facts, gatherFacts } from './facts.ts';
import { guestAddresses } from './guestAddresses.ts';
import { heldVnics } from './heldVnics.ts';
import { hostdevEdges, virtualFunctionEdges } from './hostdev.ts';
import { linkNodes } from './linkNodes.ts';
import { linkId, type Topology, type TopologyEdge, type VmNode } from './model.ts';
import { networkEdges, networkNodes } from './networks.ts';
import { otherPlace, otherwise } from './nextBoot.ts';
import { addressesInside } from './pveInside.ts';
import { withSeenMac } from './seenMac.ts';
import { userspacePorts } from './switchPorts.ts';
import { vmNodes } from './vmNodes.ts';
import { hasEdge, vnicNode } from './vnicNodes.ts';
import { gatherVnics, type Vnic } from './vnics.ts';

/**
 * Builds the graph of one read. The same facts give the same nodes, edges and ids in the same order, however the
 * host's commands ordered their output; both ends of every edge are among the nodes.
 */
export function buildTopology(snapshot: HostSnapshot, revision: number): Topology {
  const facts = gatherFacts(snapshot);
  const vms = vmNodes(facts);
  const { vnics, backings } = gatherCables(vms, facts);
  const containers = containerGuests(facts);
  const inside = containers.flatMap(({ nics }) => nics);
  const addresses = guestAddresses(vnics, backings, facts);
  return {
    host: snapshot.host,
    revision,
    takenAt: snapshot.takenAt,
    ...(snapshot.libvirtUri === undefined ? {} : { libvirtUri: snapshot.libvirtUri }),
    sources: snapshot.sources,
    nodes: [
      ...vms,
      ...containers.map(({ node }) => node),
      ...vnics.map((vnic) =>
        vnicNode(
          vnic,
          backings.get(vnic.id) ?? [],
          addressesInside(vnic, facts) ?? addresses.get(vnic.id) ?? [],
          facts,
        ),
      ),
      ...inside.map(({ node }) => node),
      ...networkNodes(facts),
      ...linkNodes(facts),
    ],
    edges: [
      ...vnics.flatMap((vnic) => vnicEdges(vnic, backings.get(vnic.id) ?? [], facts)),
      ...inside.flatMap(nicEdges),
      ...linkEdges(byLink(backings), facts),
      ...userspacePorts(backings, facts),
      ...virtualFunctionEdges(facts),
      ...networkEdges(facts),
    ],
  };
}

/** All vNICs, VM by VM, with what backs them by their ids. */
function gatherCables(vms: readonly VmNode[], facts: Facts) {
  const told = gatherVnics(vms, facts);
  const backings = new Map(findBackings(told, facts));
  const ofVm = new Map<string, Vnic[]>();
  for (const vnic of told) append(ofVm, vnic.vm.id, vnic);
  for (const backing of heldVnics(vms, backings, facts)) {
    append(ofVm, backing.vnic.vm.id, backing.vnic);
    backings.set(backing.vnic.id, [backing]);
  }
  const given = new Set(told.flatMap(({ mac }) => mac ?? []));
  const vnics = vms.flatMap(({ id }) =>
    (ofVm.get(id) ?? []).map((vnic) => withSeenMac(vnic, backings.get(vnic.id) ?? [], given, facts)),
  );
  return { vnics, backings };
}

function vnicEdges(vnic: Vnic, backings: readonly Backing[], facts: Facts): TopologyEdge[] {
  const backs = [
    ...backings.map((backing) =>
      edge('backs', vnic.id, linkId(backing.link.name), backing.evidence, [
        ...backing.conflicts,
        ...orphaned(backing, facts),
      ]),
    ),
    ...(backings.length > 0 ? [] : hostdevEdges(vnic, facts)),
  ];
  const place = otherPlace(vnic, backings, facts);
  const defined = definedEdge(vnic, backs.length > 0, place, facts);
  const unplaced = place !== null && defined === null ? [place] : [];
  const edges = withConflicts(hasEdge(vnic, backings, facts), backs, [
    ...unplaced,
    ...otherwise(vnic, facts),
  ]);
  return [...edges, ...(defined === null ? [] : [defined])];
}

/** What concerns the whole cable stands on it, or on the vNIC where it has no cable or not certainly one. */
function withConflicts(
  has: TopologyEdge,
  backs: readonly TopologyEdge[],
  more: readonly Contradiction[],
): TopologyEdge[] {
  const bearer = backs.length === 1 ? backs[0] : has;
  return [has, ...backs].map((one) =>
    one === bearer && more.length > 0 ? { ...one, conflicts: [...one.conflicts, ...more] } : one,
  );
}

function byLink(backings: ReadonlyMap<string, readonly Backing[]>): ReadonlyMap<string, readonly Backing[]> {
  const found = new Map<string, Backing[]>();
  for (const backing of [...backings.values()].flat()) append(found, backing.link.name, backing);
  return found;
}
