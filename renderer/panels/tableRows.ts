import { type Graph, graphOf } from '#shared/topology/graph.ts';
import type { NodeId, Topology, TopologyEdge, VnicNode } from '#shared/topology/model.ts';

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
  const graph = graphOf(topology);
  const backed = new Set(topology.edges.filter(({ kind }) => kind === 'backs').map(({ to }) => to));
  const vnics = topology.nodes.filter((node): node is VnicNode => node.kind === 'vnic');
  const loose = topology.nodes.filter((node) => node.kind === 'tap' && !backed.has(node.id));
  return [
    ...vnics.map((vnic) => vnicRow(vnic, graph)),
    ...loose.map((tap) => ({
      ...emptyRow,
      id: tap.id,
      vm: '(loose cable)',
      tap: tap.name,
      ...whereTo(tap.id, graph),
    })),
  ].toSorted((a, b) => a.vm.localeCompare(b.vm) || a.vnic.localeCompare(b.vnic));
}

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

function vnicRow(vnic: VnicNode, graph: Graph): CableRow {
  const vm = graph.nodes.get(vnic.vm);
  const backs = graph.out(vnic.id).find(({ kind }) => kind === 'backs');
  const defined = graph.out(vnic.id).find(({ kind }) => kind === 'defined');
  const where = backs === undefined ? plannedPlace(defined, graph) : whereTo(backs.to, graph);
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

function plannedPlace(defined: TopologyEdge | undefined, graph: Graph) {
  const place = defined === undefined ? undefined : graph.nodes.get(defined.to);
  return {
    place: place === undefined ? 'not plugged in' : `${place.name} (at next boot)`,
    out: '',
    trouble: '',
  };
}

function whereTo(tap: NodeId, graph: Graph) {
  const plug = graph.out(tap).find(({ kind }) => kind === 'port' || kind === 'lower');
  const place = plug === undefined ? undefined : graph.nodes.get(plug.to);
  if (plug === undefined || place === undefined) return { place: 'not plugged in', out: '', trouble: '' };
  const outs = graph
    .out(place.id)
    .filter(({ kind }) => kind === 'uplink' || kind === 'nat' || kind === 'routed');
  return {
    place: place.name,
    out: outs
      .map(({ kind, to }) => `${graph.nodes.get(to)?.name ?? ''}${kind === 'uplink' ? '' : ` (${kind})`}`)
      .join(', '),
    trouble: plug.conflicts.map(({ message }) => message).join(' '),
  };
}
