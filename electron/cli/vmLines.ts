import type { Finding } from '#shared/findings/finding.ts';
import { vlanMark } from '#shared/host/vlanMark.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { isGuest, linkId, type Topology, type VmNode, type VnicNode } from '#shared/topology/model.ts';
import { pathsThrough } from '#shared/topology/paths.ts';
import { shownVlans } from '#shared/topology/vlanPorts.ts';
import { runtimeWords, stateWord, traceStops } from '#shared/topology/words.ts';
import { findingsAlong } from './findingsAlong.ts';
import { bold, columns, dim, type Line, type Piece, yellow } from './line.ts';
import { byName, joinEnds, MOST_WAYS, way } from './stops.ts';

/** Each VM with a line for each way of each of its cables, all in the same columns. */
export function vmLines(topology: Topology, findings: readonly Finding[]): Line[] {
  const vms = topology.nodes.filter(isGuest).sort(byName);
  const rows = vms.map((vm) => vnicRows(topology, findings, vm));
  const aligned = columns(
    rows.flatMap((one) => one.map(({ cells }) => cells)),
    2,
  );
  let next = 0;
  return vms.flatMap((vm, index): Line[] => [
    vmLine(vm),
    ...(rows[index] ?? []).flatMap(({ remarks }): Line[] => [
      aligned[next++] ?? [],
      ...remarks.map((remark): Line => ['    ', yellow('! '), remark]),
    ]),
  ]);
}

function vmLine(vm: VmNode): Line {
  const { name, vmm, persistent, pveId } = vm;
  const remarks = [
    stateWord(vm),
    ...(vm.kind === 'container' ? [containerWords(vm)] : []),
    ...(pveId === undefined ? [] : [`Proxmox VE ${pveId}`]),
    ...(vmm !== undefined ? [`${vmm} without libvirt`] : persistent === false ? ['transient'] : []),
  ];
  return [bold(name), '  ', dim(remarks.join(', '))];
}

function containerWords({ runtime, shares }: VmNode): string {
  const what = runtime === undefined ? 'container' : runtimeWords(runtime);
  return shares === undefined ? what : `${what}, ${shares.join(', ')}`;
}

interface Row {
  readonly cells: readonly Piece[];
  readonly remarks: readonly string[];
}

function vnicRows(topology: Topology, findings: readonly Finding[], vm: VmNode): Row[] {
  const graph = graphOf(topology);
  const vnics = graph
    .out(vm.id)
    .map(({ to }) => graph.nodes.get(to))
    .filter((node): node is VnicNode => node?.kind === 'vnic');
  return vnics.flatMap((vnic) => {
    const paths = pathsThrough(topology, [vnic.id], MOST_WAYS);
    const along = paths.flatMap(({ nodes }) => findingsAlong(topology, findings, nodes));
    // What is the bridge’s is told once, and not of each of its guests.
    const remarks = new Set(along.filter((one) => isOfCable(one, vnic)).map(({ why }) => why));
    const ways = joinEnds(paths.map(({ nodes }) => traceStops(topology, nodes).slice(2)));
    return ways.map((stops, index): Row => {
      const last = index === ways.length - 1;
      return {
        cells: [
          ...(index === 0 ? vnicCells(vnic) : blankCells),
          ...wayCells(vnic, stops),
          index === 0 ? vlanCell(topology, vnic) : '',
        ],
        remarks: last ? [...remarks] : [],
      };
    });
  });
}

/** Whether a finding is about the cable of this vNIC, and not about what it leads to. */
function isOfCable({ subject }: Finding, { id }: VnicNode): boolean {
  return subject.includes(id);
}

const blankCells: readonly Piece[] = ['', '', '', ''];

function vnicCells(vnic: VnicNode): Piece[] {
  const model = [vnic.model ?? '-', ...(vnic.linkState === 'down' ? ['link down'] : [])].join(', ');
  return [vnic.name, vnic.mac ?? '-', model, vnic.ips.join(' ') || dim('-')];
}

/** The VLANs of its port, where the bridge filters them. */
function vlanCell(topology: Topology, { tap }: VnicNode): Piece {
  const plug = tap === null ? [] : graphOf(topology).out(linkId(tap));
  const port = plug.find(({ kind }) => kind === 'port');
  const vlans = port === undefined ? undefined : shownVlans(port);
  return vlans === undefined ? '' : dim(`VLAN ${vlanMark(vlans) || 'none'}`);
}

/** The TAP has a column of its own: which vnet it is, is what people come with. */
function wayCells(vnic: VnicNode, stops: readonly string[]): Piece[] {
  if (vnic.tap !== null && stops[0] === vnic.tap) return [vnic.tap, way(stops.slice(1))];
  return [dim('-'), way(stops)];
}
