import type { NodeId, Topology, TopologyEdge, TopologyNode, VnicNode } from '#shared/topology/model.ts';
import { nodesById } from '../stores/host.ts';

/** One cable in words; empty strings where there is nothing to say. */
export interface CableRow {
  readonly id: NodeId;
  readonly vm: string;
  readonly state: string;
  readonly vnic: string;
  readonly mac: string;
  readonly model: string;
  readonly ips: string;
  readonly tap: string;
  readonly place: string;
  readonly out: string;
  readonly trouble: string;
}

/** A row for each vNIC, by VM, then a row for each loose TAP. */
export function cableRows(topology: Topology): readonly CableRow[] {
  const nodes = nodesById(topology);
  const from = edgesFrom(topology);
  const backed = new Set(topology.edges.filter(({ kind }) => kind === 'backs').map(({ to }) => to));
  const vnics = topology.nodes.filter((node): node is VnicNode => node.kind === 'vnic');
  const loose = topology.nodes.filter((node) => node.kind === 'tap' && !backed.has(node.id));
  return [
    ...vnics.map((vnic) => vnicRow(vnic, nodes, from)),
    ...loose.map((tap) => ({
      ...emptyRow,
      id: tap.id,
      vm: '(loose cable)',
      tap: tap.name,
      ...whereTo(tap.id, nodes, from),
    })),
  ].toSorted((a, b) => a.vm.localeCompare(b.vm) || a.vnic.localeCompare(b.vnic));
}

type Nodes = ReadonlyMap<NodeId, TopologyNode>;
type EdgesFrom = ReadonlyMap<NodeId, readonly TopologyEdge[]>;

const emptyRow: CableRow = {
  id: '',
  vm: '',
  state: '',
  vnic: '',
  mac: '',
  model: '',
  ips: '',
  tap: '',
  place: '',
  out: '',
  trouble: '',
};

function vnicRow(vnic: VnicNode, nodes: Nodes, from: EdgesFrom): CableRow {
  const vm = nodes.get(vnic.vm);
  const backs = from.get(vnic.id)?.find(({ kind }) => kind === 'backs');
  const defined = from.get(vnic.id)?.find(({ kind }) => kind === 'defined');
  const where = backs === undefined ? plannedPlace(defined, nodes) : whereTo(backs.to, nodes, from);
  const conflicts = [backs, defined].flatMap((edge) => edge?.conflicts ?? []).map(({ message }) => message);
  return {
    ...emptyRow,
    ...where,
    id: vnic.id,
    vm: vm?.name ?? '',
    state: vm?.kind === 'vm' ? vm.state : '',
    vnic: vnic.name,
    mac: vnic.mac ?? '',
    model: vnic.model ?? '',
    ips: vnic.ips.join(', '),
    tap: vnic.tap ?? '',
    trouble: [...conflicts, where.trouble, vnic.linkState === 'down' ? 'Link down.' : '']
      .filter((text) => text !== '')
      .join(' '),
  };
}

function plannedPlace(defined: TopologyEdge | undefined, nodes: Nodes) {
  const place = defined === undefined ? undefined : nodes.get(defined.to);
  return {
    place: place === undefined ? 'not plugged in' : `${place.name} (at next boot)`,
    out: '',
    trouble: '',
  };
}

function whereTo(tap: NodeId, nodes: Nodes, from: EdgesFrom) {
  const plug = from.get(tap)?.find(({ kind }) => kind === 'port' || kind === 'lower');
  const place = plug === undefined ? undefined : nodes.get(plug.to);
  if (plug === undefined || place === undefined) return { place: 'not plugged in', out: '', trouble: '' };
  const outs = (from.get(place.id) ?? []).filter(
    ({ kind }) => kind === 'uplink' || kind === 'nat' || kind === 'routed',
  );
  return {
    place: place.name,
    out: outs
      .map(({ kind, to }) => `${nodes.get(to)?.name ?? ''}${kind === 'uplink' ? '' : ` (${kind})`}`)
      .join(', '),
    trouble: plug.conflicts.map(({ message }) => message).join(' '),
  };
}

function edgesFrom(topology: Topology): EdgesFrom {
  const from = new Map<NodeId, TopologyEdge[]>();
  for (const edge of topology.edges) {
    const known = from.get(edge.from);
    if (known === undefined) from.set(edge.from, [edge]);
    else known.push(edge);
  }
  return from;
}
