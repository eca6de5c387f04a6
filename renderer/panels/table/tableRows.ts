import { faultOf, headsOf } from '#shared/findings/about.ts';
import { type Finding, type Severity, severities } from '#shared/findings/finding.ts';
import { vlanMark } from '#shared/host/vlanMark.ts';
import { append } from '#shared/topology/append.ts';
import { type Graph, graphOf } from '#shared/topology/graph.ts';
import { isGuest, type LinkNode, type NodeId, type Topology, type VnicNode } from '#shared/topology/model.ts';
import { shownVlans } from '#shared/topology/vlanPorts.ts';
import { stateWord } from '#shared/topology/words.ts';

/** One cable in words; empty strings where there is nothing to say, as for the VM of a loose cable. */
export interface CableRow {
  readonly id: NodeId;
  readonly vm: string;
  readonly state: string;
  readonly vnic: string;
  readonly mac: string;
  readonly model: string;
  readonly ips: string;
  readonly tap: string;
  /** The bridge, the network, or what else it is connected to. */
  readonly place: string;
  /** Of a bridge that filters them: `10 +20`. */
  readonly vlans: string;
  /** True where it will be there at the next boot only. */
  readonly planned: boolean;
  readonly out: string;
  /** What is wrong or unusual, in a few words. */
  readonly trouble: string;
  /** The gravest of it; null: nothing was found, it is only unusual. */
  readonly severity: Severity | null;
  /** What planned edits do to it, where it is drawn as it would be; null: nothing. */
  readonly change: PlannedChange | null;
}

export type PlannedChange =
  | { readonly kind: 'new' | 'changed' | 'removed' }
  | { readonly kind: 'moved'; readonly from: string };

/** A row for each vNIC and for each loose TAP. @param findings what their notes tell of */
export function cableRows(topology: Topology, findings: readonly Finding[]): readonly CableRow[] {
  const graph = graphOf(topology);
  const backed = new Set(topology.edges.filter(({ kind }) => kind === 'backs').map(({ to }) => to));
  const found = new Map<string, Finding[]>();
  for (const finding of findings)
    for (const head of headsOf(finding, graph.nodes)) append(found, head, finding);
  return topology.nodes.flatMap((node) => {
    if (node.kind === 'vnic') {
      const ends = graph.out(node.id).flatMap(({ kind, to }) => (kind === 'backs' ? [to] : []));
      return [withNotes(vnicRow(node, graph), [node.id, ...ends], found, topology)];
    }
    if (node.kind !== 'tap' || backed.has(node.id)) return [];
    const row = { ...emptyRow, ...whereTo(node.id, graph), id: node.id, tap: node.name };
    return [withNotes(row, [node.id], found, topology)];
  });
}

function withNotes(
  row: CableRow,
  ids: readonly NodeId[],
  found: ReadonlyMap<string, readonly Finding[]>,
  topology: Topology,
): CableRow {
  const own = new Set(ids.flatMap((id) => found.get(id) ?? []));
  if (own.size === 0) return row;
  const faults = [...own].map((finding) => faultOf(finding, topology));
  return {
    ...row,
    trouble: [...new Set([...faults, row.trouble])].filter((text) => text !== '').join('; '),
    severity: severities.find((each) => [...own].some(({ severity }) => severity === each)) ?? null,
  };
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
  vlans: '',
  planned: false,
  out: '',
  trouble: '',
  severity: null,
  change: null,
};

/** The rows as they would be, with what differs from the rows as they are, and those that go. */
export function rowsWithChanges(now: readonly CableRow[], planned: readonly CableRow[]): readonly CableRow[] {
  const before = new Map(now.map((row) => [row.id, row]));
  const stay = new Set(planned.map(({ id }) => id));
  return [
    ...planned.map((row): CableRow => {
      const was = before.get(row.id);
      if (was === undefined) return { ...row, change: { kind: 'new' } };
      const same = columnsThatCount.every((column) => was[column] === row[column]);
      if (same) return row;
      return {
        ...row,
        change: was.place === row.place ? { kind: 'changed' } : { kind: 'moved', from: was.place },
      };
    }),
    ...now
      .filter(({ id }) => !stay.has(id))
      .map((row): CableRow => ({ ...row, change: { kind: 'removed' } })),
  ];
}

const columnsThatCount = ['mac', 'model', 'tap', 'place', 'vlans', 'planned', 'out', 'trouble'] as const;

function vnicRow(vnic: VnicNode, graph: Graph): CableRow {
  const vm = graph.nodes.get(vnic.vm);
  const out = graph.out(vnic.id);
  const backs = out.find(({ kind }) => kind === 'backs');
  const defined = out.find(({ kind }) => kind === 'defined');
  const place = backs === undefined ? plannedPlace(defined?.to, graph) : whereTo(backs.to, graph);
  return {
    ...emptyRow,
    ...place,
    id: vnic.id,
    vm: vm?.name ?? '',
    state: isGuest(vm) ? stateWord(vm) : '',
    vnic: vnic.name,
    mac: vnic.mac ?? '',
    model: vnic.model ?? '',
    ips: vnic.ips.join(', '),
    tap: vnic.tap ?? '',
    trouble: vnic.linkState === 'down' ? 'Link down' : '',
  };
}

const nowhere = { place: 'not connected', vlans: '', planned: false, out: '' };

function plannedPlace(to: NodeId | undefined, graph: Graph) {
  const place = to === undefined ? undefined : graph.nodes.get(to);
  return place === undefined ? nowhere : { ...nowhere, place: place.name, planned: true };
}

/** @param end the host's end of a cable: a TAP, a macvtap, or the card that is passed through to the VM */
function whereTo(end: NodeId, graph: Graph) {
  const node = graph.nodes.get(end);
  if (node?.kind === 'pnic' || node?.kind === 'vf') {
    const pf = graph.out(end).find(({ kind }) => kind === 'lower')?.to;
    const card = graph.nodes.get(pf ?? '')?.name ?? node.name;
    return {
      ...nowhere,
      place: 'passed through',
      out: card === node.name ? card : `${card}, ${vfWords(node)}`,
    };
  }
  const plug = graph.out(end).find(({ kind }) => kind === 'port' || kind === 'lower');
  const place = plug === undefined ? undefined : graph.nodes.get(plug.to);
  if (plug === undefined || place === undefined) return nowhere;
  if (plug.kind === 'lower') return { ...nowhere, place: node?.kind ?? '', out: place.name };
  return {
    ...nowhere,
    place: place.name,
    vlans: vlanMark(shownVlans(plug) ?? []),
    out: waysOut(place.id, graph),
  };
}

function vfWords({ name, vf }: LinkNode): string {
  return vf === undefined || vf.index === null ? name : `VF ${vf.index}`;
}

const byWay: Readonly<Record<string, string>> = { uplink: '', nat: ' (NAT)', routed: ' (routed)' };

function waysOut(place: NodeId, graph: Graph): string {
  return graph
    .out(place)
    .flatMap(({ kind, to }) => {
      const way = byWay[kind];
      return way === undefined ? [] : [`${graph.nodes.get(to)?.name ?? to}${way}`];
    })
    .join(', ');
}
