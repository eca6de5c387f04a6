import { graphOf } from '#shared/topology/graph.ts';
import type { Topology, TopologyNode, VmNode, VnicNode } from '#shared/topology/model.ts';
import { pathsThrough } from '#shared/topology/paths.ts';
import { kindWord, traceStops } from '#shared/topology/words.ts';
import { conflictsAlong } from './conflicts.ts';
import { bold, columns, dim, type Line, type Piece, yellow } from './line.ts';

/** The topology as a patch panel in text: a line for each way of each cable, VM by VM, then all that is no VM's. */
export function graphLines(topology: Topology): Line[] {
  const vms = vmsOf(topology);
  const rows = vms.map((vm) => vnicRows(topology, vm));
  const aligned = columns(
    rows.flatMap((one) => one.map(({ cells }) => cells)),
    2,
  );
  let next = 0;
  const lines = vms.flatMap((vm, index): Line[] => [
    vmLine(vm),
    ...(rows[index] ?? []).flatMap(({ remarks }): Line[] => [
      aligned[next++] ?? [],
      ...remarks.map((remark): Line => ['    ', yellow('! '), remark]),
    ]),
  ]);
  return [
    ...lines,
    ...section('Other cables', looseRows(topology)),
    ...section('Bridges and networks', switchRows(topology)),
  ];
}

/** `vnet2` before `vnet10`. */
const naturally = new Intl.Collator('en', { numeric: true });

function vmsOf(topology: Topology): VmNode[] {
  return topology.nodes
    .filter((node): node is VmNode => node.kind === 'vm')
    .sort((a, b) => naturally.compare(a.name, b.name));
}

function vmLine({ name, state, hypervisor, persistent }: VmNode): Line {
  const remarks = [
    state,
    ...(hypervisor === 'qemu' ? ['QEMU without libvirt'] : persistent ? [] : ['transient']),
  ];
  return [bold(name), '  ', dim(remarks.join(', '))];
}

interface Row {
  readonly cells: readonly Piece[];
  readonly remarks: readonly string[];
}

function vnicRows(topology: Topology, vm: VmNode): Row[] {
  const graph = graphOf(topology);
  const vnics = graph
    .out(vm.id)
    .map(({ to }) => graph.nodes.get(to))
    .filter((node): node is VnicNode => node?.kind === 'vnic');
  return vnics.flatMap((vnic) => {
    const paths = pathsThrough(topology, [vnic.id]);
    const remarks = new Set(paths.flatMap(({ nodes }) => conflictsAlong(topology, nodes)));
    const ways = joinEnds(paths.map(({ nodes }) => traceStops(topology, nodes).slice(2)));
    return ways.map((stops, index): Row => {
      const last = index === ways.length - 1;
      return {
        cells: [...(index === 0 ? vnicCells(vnic) : blankCells), ...wayCells(vnic, stops)],
        remarks: last ? [...remarks] : [],
      };
    });
  });
}

/** Ways that part at their last stop only, as at the members of a bond, are one line. */
function joinEnds(ways: readonly (readonly string[])[]): string[][] {
  const joined = new Map<string, { readonly stops: readonly string[]; readonly ends: string[] }>();
  for (const way of ways) {
    const stops = way.slice(0, -1);
    const key = stops.join('\0');
    const known = joined.get(key) ?? { stops, ends: [] };
    known.ends.push(...way.slice(-1));
    joined.set(key, known);
  }
  return [...joined.values()].map(({ stops, ends }) => [
    ...stops,
    ...(ends.length > 0 ? [ends.join(', ')] : []),
  ]);
}

const blankCells: readonly Piece[] = ['', '', '', ''];

function vnicCells(vnic: VnicNode): Piece[] {
  const model = [vnic.model ?? '-', ...(vnic.linkState === 'down' ? ['link down'] : [])].join(', ');
  return [vnic.name, vnic.mac ?? '-', model, vnic.ips.join(' ') || dim('-')];
}

/** The TAP has a column of its own: which vnet it is, is what people come with. */
function wayCells(vnic: VnicNode, stops: readonly string[]): Piece[] {
  if (vnic.tap !== null && stops[0] === vnic.tap) return [vnic.tap, way(stops.slice(1))];
  return [dim('-'), way(stops)];
}

function way(stops: readonly string[]): string {
  return stops.join(' › ');
}

/** TAPs and veths that no VM is known behind. */
function looseRows(topology: Topology): Piece[][] {
  const graph = graphOf(topology);
  const loose = topology.nodes.filter(
    ({ id, kind }) =>
      (kind === 'tap' || kind === 'macvtap' || kind === 'veth') &&
      !graph.into(id).some((edge) => edge.kind === 'backs' || edge.kind === 'uplink'),
  );
  return loose
    .sort((a, b) => naturally.compare(a.name, b.name))
    .flatMap((node) =>
      pathsThrough(topology, [node.id])
        .filter(({ nodes }) => nodes[0] === node.id)
        .map(({ nodes }): Piece[] => [node.name, dim(node.kind), way(traceStops(topology, nodes).slice(1))]),
    );
}

function switchRows(topology: Topology): Piece[][] {
  const graph = graphOf(topology);
  const switches = topology.nodes.filter(
    (node) =>
      node.kind === 'bridge' ||
      node.kind === 'ovs-bridge' ||
      (node.kind === 'network' && !graph.out(node.id).some(({ kind }) => kind === 'realises')),
  );
  return switches
    .sort((a, b) => naturally.compare(a.name, b.name))
    .map((node) => [node.name, dim(kindWord(node.kind)), ...switchCells(topology, node)]);
}

function switchCells(topology: Topology, node: TopologyNode): Piece[] {
  const graph = graphOf(topology);
  const ports = graph.into(node.id).filter(({ kind }) => kind === 'port').length;
  const networks = 'networks' in node ? node.networks.map((name) => `network ${name}`) : [];
  const addresses = 'addresses' in node ? node.addresses : [];
  return [
    addresses.join(' ') || dim('-'),
    networks.join(', ') || dim('-'),
    node.kind === 'network' ? dim('-') : `${ports} ${ports === 1 ? 'port' : 'ports'}`,
    wayOut(topology, node),
  ];
}

function wayOut(topology: Topology, node: TopologyNode): string {
  const kinds = new Set(
    graphOf(topology)
      .out(node.id)
      .map(({ kind }) => kind),
  );
  const how = kinds.has('nat') ? ['NAT'] : kinds.has('routed') ? ['routed'] : [];
  const tails = pathsThrough(topology, [node.id]).map(({ nodes }) => nodes.slice(nodes.indexOf(node.id)));
  const distinct = new Map(tails.map((tail) => [tail.join('\0'), tail]));
  const ways = joinEnds([...distinct.values()].map((tail) => traceStops(topology, tail).slice(1)));
  return ways.map((stops) => way([...how, ...stops])).join('; ');
}

function section(title: string, rows: readonly Piece[][]): Line[] {
  return rows.length === 0 ? [] : [[], [bold(title)], ...columns(rows, 2)];
}
