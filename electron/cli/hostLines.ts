import { hasActiveMember } from '#shared/host/bondSettings.ts';
import { vlanMark } from '#shared/host/vlanMark.ts';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import { type Graph, graphOf } from '#shared/topology/graph.ts';
import {
  isLink,
  type LinkNode,
  type MemberState,
  type Topology,
  type TopologyNode,
} from '#shared/topology/model.ts';
import { pathsThrough } from '#shared/topology/paths.ts';
import { shownVlans } from '#shared/topology/vlanPorts.ts';
import { isExit } from '#shared/topology/ways.ts';
import { kindWord, traceStops } from '#shared/topology/words.ts';
import { bold, columns, dim, type Line, type Piece, yellow } from './line.ts';
import { byName, joinEnds, MOST_WAYS, way } from './stops.ts';

/** What the host has beside its VMs: loose cables, bridges with their way out, and what leads out. */
export function hostLines(topology: Topology): Line[] {
  return [
    ...section('Other cables', looseRows(topology)),
    ...section('Bridges and networks', switchRows(topology)),
    ...section('Ways out', exitRows(topology)),
  ];
}

function section(title: string, rows: readonly Piece[][]): Line[] {
  return rows.length === 0 ? [] : [[], [bold(title)], ...columns(rows, 2)];
}

/** TAPs and veths that no VM is known behind. */
function looseRows(topology: Topology): Piece[][] {
  const graph = graphOf(topology);
  const loose = topology.nodes.filter(
    ({ id, kind }) =>
      (kind === 'tap' || kind === 'macvtap' || kind === 'veth') &&
      !isExit(graph, id) &&
      !graph.into(id).some((edge) => edge.kind === 'backs'),
  );
  return loose.sort(byName).flatMap((node) =>
    pathsThrough(topology, [node.id], MOST_WAYS)
      .filter(({ nodes }) => nodes[0] === node.id)
      .map(({ nodes }): Piece[] => [
        node.name,
        dim(node.kind),
        way(traceStops(topology, nodes).slice(1)),
        ...graph
          .out(node.id)
          .filter(({ kind }) => kind === 'port')
          .map((port) => portVlans(shownVlans(port)))
          .slice(0, 1),
      ]),
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
    .sort(byName)
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
    switchVlans(topology, node),
  ];
}

/** Of a bridge that filters VLANs: those that the host takes from it, and those of its uplinks. */
function switchVlans(topology: Topology, node: TopologyNode): Piece {
  if (!isLink(node) || node.vlans === undefined) return '';
  const { nodes, out } = graphOf(topology);
  const uplinks = out(node.id).flatMap(({ kind, to, vlans }) =>
    kind === 'uplink' && vlans !== undefined ? [`${nodes.get(to)?.name ?? to} ${markOf(vlans)}`] : [],
  );
  return dim(`VLANs: host ${markOf(node.vlans)}${uplinks.map((one) => `, ${one}`).join('')}`);
}

function portVlans(vlans: readonly VlanRange[] | undefined): Piece {
  return vlans === undefined ? '' : dim(`VLAN ${markOf(vlans)}`);
}

function markOf(vlans: readonly VlanRange[]): string {
  return vlanMark(vlans) || 'none';
}

function wayOut(topology: Topology, node: TopologyNode): string {
  const kinds = new Set(
    graphOf(topology)
      .out(node.id)
      .map(({ kind }) => kind),
  );
  const how = kinds.has('nat') ? ['NAT'] : kinds.has('routed') ? ['routed'] : [];
  const tails = pathsThrough(topology, [node.id], MOST_WAYS).map(({ nodes }) =>
    nodes.slice(nodes.indexOf(node.id)),
  );
  const distinct = new Map(tails.map((tail) => [tail.join('\0'), tail]));
  const ways = joinEnds([...distinct.values()].map((tail) => traceStops(topology, tail).slice(1)));
  return ways.map((stops) => way([...how, ...stops])).join('; ');
}

/** Cards, and the layers between them and the bridges. */
function exitRows(topology: Topology): Piece[][] {
  const graph = graphOf(topology);
  return topology.nodes
    .filter((node): node is LinkNode => isLink(node) && (LAYERS.has(node.kind) || isWayOut(graph, node)))
    .sort(byName)
    .map((node) => [
      node.name,
      dim(kindWord(node.kind)),
      node.addresses.join(' ') || dim('-'),
      carrierWords(node),
      node.defaultRoute ? 'default route' : '',
      bondCell(node),
    ]);
}

/** A tunnel that nothing leads into is left out: the kernel makes `tunl0` and its like with their drivers. */
function isWayOut(graph: Graph, { id, kind, defaultRoute }: LinkNode): boolean {
  return isExit(graph, id) && (kind !== 'other' || defaultRoute || graph.into(id).length > 0);
}

const LAYERS: ReadonlySet<string> = new Set(['bond', 'vlan']);

/** What a bond does, and what a member does in it. */
function bondCell({ bond, member, master }: LinkNode): Piece {
  if (bond !== undefined) {
    const { mode, active, partner } = bond;
    if (mode === '802.3ad') return `${mode}, ${partner === null ? 'no LACP partner' : `partner ${partner}`}`;
    return hasActiveMember(mode) ? `${mode}, active: ${active ?? 'none'}` : mode;
  }
  if (member === undefined) return '';
  const words = `${MEMBER_WORDS[member]} in ${master ?? 'a bond'}`;
  return member === 'down' || member === 'apart' ? yellow(words) : words;
}

const MEMBER_WORDS: Readonly<Record<MemberState, string>> = {
  active: 'active',
  backup: 'backup',
  up: 'in use',
  down: 'down',
  apart: 'not aggregated',
};

function carrierWords({ up, carrier, speed }: LinkNode): Piece {
  if (!up) return yellow('down');
  if (!carrier) return yellow('no carrier');
  if (speed === null) return 'up';
  return speed < 1000 ? `${speed} Mbit/s` : `${speed / 1000} Gbit/s`;
}
