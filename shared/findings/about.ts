import { graphOf } from '#shared/topology/graph.ts';
import { isGuest, isLink, type NodeId, type Topology, type TopologyNode } from '#shared/topology/model.ts';
import type { Finding } from './finding.ts';
import { cableName } from './guestCables.ts';

/**
 * What a finding is about above all: the first of its subject, and the others of that kind, as where two vNICs have one
 * MAC. What else is in its subject only lies on the way.
 */
export function headsOf(
  { subject: [first, ...others] }: Pick<Finding, 'subject'>,
  nodes: ReadonlyMap<NodeId, TopologyNode>,
): readonly string[] {
  const kind = nodes.get(first)?.kind;
  return [first, ...others.filter((id) => kind !== undefined && nodes.get(id)?.kind === kind)];
}

/**
 * The findings that have to do with a node or an edge, as the user sees things: a vNIC and the TAP behind it are one
 * cable, a VM has its vNICs, and a bridge is the network that it backs.
 * @param id of what may be gone: nothing is found about it then
 */
export function findingsAbout(
  topology: Topology,
  findings: readonly Finding[],
  id: NodeId | string,
): readonly Finding[] {
  const own = idsOf(topology, id);
  return findings.filter(({ subject }) => subject.some((each) => own.has(each)));
}

function idsOf(topology: Topology, id: string): ReadonlySet<string> {
  const { nodes, into, out } = graphOf(topology);
  const node = nodes.get(id);
  const cable = (one: NodeId) => [...into(one), ...out(one)].filter(({ kind }) => kind === 'backs');
  if (isGuest(node))
    return new Set([id, ...out(id).flatMap((edge) => (edge.kind === 'has' ? [edge.to] : []))]);
  const backing = node?.kind === 'vnic' || (isLink(node) && node.kind !== 'bridge') ? cable(id) : [];
  const networks = [...into(id), ...out(id)].filter(({ kind }) => kind === 'realises');
  return new Set([id, ...[...backing, ...networks].flatMap(({ id: edge, from, to }) => [edge, from, to])]);
}

/**
 * What is wrong, for where the thing is named already: `Not connected to any bridge` of
 * `web01’s net0: not connected to any bridge`.
 */
export function faultOf({ title, subject: [about] }: Finding, topology: Topology): string {
  const { nodes } = graphOf(topology);
  const node = nodes.get(about);
  const guest = node?.kind === 'vnic' ? nodes.get(node.vm) : undefined;
  const name = node?.kind === 'vnic' && isGuest(guest) ? cableName({ guest, vnic: node }) : node?.name;
  const short = title.startsWith(`${name}: `) ? title.slice(`${name}: `.length) : title;
  return short.charAt(0).toUpperCase() + short.slice(1);
}
