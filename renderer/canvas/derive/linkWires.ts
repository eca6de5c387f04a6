import type { LinkNode, MemberState, TopologyEdge, TopologyNode } from '#shared/topology/model.ts';
import { shownVlans } from '#shared/topology/vlanPorts.ts';
import type { Folded } from './fold.ts';
import type { CanvasGraph } from './graph.ts';
import type { CableKind, CableStyle } from './model.ts';
import { shapeOf, trunkOf } from './shape.ts';
import { type Troubles, troubleAt } from './troubles.ts';
import { markOf, type Wire, wire } from './wire.ts';
import { cableWords, kindWords, placeWords } from './words.ts';

/** The cables that belong to no VM: loose plugs, trunks between switches, uplinks, layers and NAT. */
export function linkWires(folded: Folded, troubles: Troubles): readonly Wire[] {
  const { graph } = folded;
  const wires: Wire[] = [];
  for (const node of graph.nodes) {
    if (shapeOf(graph, node) !== 'loose') continue;
    for (const edge of graph.from(node.id, 'port', 'lower')) {
      const end = graph.node(edge.to);
      if (end !== undefined) wires.push(looseWire(folded, node as LinkNode, edge, end, troubles));
    }
  }
  for (const edge of [...graph.edges].sort((one, other) => (one.id < other.id ? -1 : 1))) {
    const made =
      edge.kind === 'peer'
        ? trunkWire(graph, edge, troubles)
        : isLayer(edge)
          ? layerWire(graph, edge, troubles)
          : undefined;
    if (made !== undefined) wires.push(made);
  }
  return wires;
}

function isLayer(edge: TopologyEdge): boolean {
  return ['uplink', 'member', 'lower', 'nat', 'routed'].includes(edge.kind);
}

function looseWire(
  { firewalls, within }: Folded,
  link: LinkNode,
  edge: TopologyEdge,
  end: TopologyNode,
  troubles: Troubles,
): Wire {
  const style = link.up ? 'plain' : 'down';
  const firewall = firewalls.get(edge.id) ?? null;
  const trouble = troubleAt(troubles, [edge.id, ...(within.get(edge.id) ?? [])]);
  const what = looseWhat(link);
  return wire(
    {
      id: edge.id,
      kind: edge.kind === 'port' ? 'patch' : 'direct',
      from: { card: link.id, jack: 'plug' },
      to: end.id,
      style,
      hueOf: edge.kind === 'port' ? end.id : null,
      traffic: link.name,
      nodes: [link.id, end.id],
      grab: link.id,
      selects: link.id,
      trouble,
      words: cableWords(link.name, what, placeWords(end, firewall), style, trouble),
    },
    {
      key: link.id,
      link: null,
      tag: link.name,
      who: what,
      detail: '',
      firewall,
      vlans: markOf(shownVlans(edge)),
    },
  );
}

/** What a link without a VM is, in a word or two. */
export function looseWhat(link: LinkNode): string {
  if (link.kind === 'veth') return 'container';
  if (link.kind !== 'tap') return kindWords(link);
  return link.held === 'yes' ? 'TAP used by a process' : 'loose TAP';
}

function trunkWire(graph: CanvasGraph, edge: TopologyEdge, troubles: Troubles): Wire | undefined {
  const trunk = trunkOf(graph, edge.from);
  if (trunk === null) return undefined;
  const near = graph.node(trunk.near.link);
  const far = graph.node(trunk.far.link);
  const from = graph.node(trunk.near.bridge);
  const to = graph.node(trunk.far.bridge);
  if (near === undefined || far === undefined || from === undefined || to === undefined) return undefined;
  const [nearPort] = graph.from(near.id, 'port');
  const [farPort] = graph.from(far.id, 'port');
  const trouble = troubleAt(troubles, [edge.id, near.id, far.id, nearPort?.id, farPort?.id]);
  return wire(
    {
      id: edge.id,
      kind: 'trunk',
      from: { card: from.id, jack: edge.id },
      to: to.id,
      style: 'plain',
      hueOf: to.id,
      traffic: far.name,
      nodes: [from.id, near.id, far.id, to.id],
      grab: far.id,
      selects: far.id,
      trouble,
      words: cableWords(
        far.name,
        `${near.kind === 'veth' ? 'veth' : 'patch port'} ${near.name} of ${from.name}`,
        placeWords(to),
        'plain',
        trouble,
      ),
    },
    {
      key: far.id,
      link: far.id,
      tag: far.name,
      who: from.name,
      detail: near.name,
      firewall: null,
      vlans: farPort === undefined ? null : markOf(shownVlans(farPort)),
    },
  );
}

function layerWire(graph: CanvasGraph, edge: TopologyEdge, troubles: Troubles): Wire | undefined {
  const from = graph.node(edge.from);
  const to = graph.node(edge.to) as LinkNode | undefined;
  if (from === undefined || to === undefined) return undefined;
  const fromShape = shapeOf(graph, from);
  if (fromShape !== 'switch' && fromShape !== 'socket') return undefined;
  if (shapeOf(graph, to) !== 'switch' && shapeOf(graph, to) !== 'socket') return undefined;
  const kind = cableKind(edge);
  const member = edge.kind === 'member' ? to.member : undefined;
  const style = member === undefined ? (to.carrier ? 'plain' : 'down') : MEMBER_STYLES[member];
  const trouble = troubleAt(troubles, [edge.id]);
  const detail =
    kind === 'nat' ? 'NAT' : kind === 'routed' ? 'routed' : member === undefined ? '' : MEMBER_WORDS[member];
  const what = member === undefined ? detail || kindWords(from) : `${detail} member of ${kindWords(from)}`;
  const whose = kind === 'uplink' ? `uplink of ${from.name}` : `${what.trim()} ${from.name}`;
  return wire(
    {
      id: edge.id,
      kind,
      from: { card: from.id, jack: edge.id },
      to: to.id,
      style,
      hueOf: fromShape === 'switch' ? from.id : null,
      traffic: kind === 'nat' || kind === 'routed' ? null : to.name,
      nodes: [from.id, to.id],
      grab: kind === 'uplink' ? to.id : null,
      selects: edge.id,
      trouble,
      words: cableWords(null, whose, placeWords(to), style, trouble),
    },
    {
      key: edge.id,
      link: null,
      tag: null,
      who: from.name,
      detail,
      firewall: null,
      vlans: markOf(shownVlans(edge)),
    },
  );
}

const MEMBER_STYLES: Readonly<Record<MemberState, CableStyle>> = {
  active: 'active',
  backup: 'backup',
  up: 'plain',
  down: 'down',
  apart: 'down',
};

const MEMBER_WORDS: Readonly<Record<MemberState, string>> = {
  active: 'active',
  backup: 'backup',
  up: '',
  down: 'down',
  apart: 'not aggregated',
};

function cableKind(edge: TopologyEdge): CableKind {
  return edge.kind === 'nat' || edge.kind === 'routed' || edge.kind === 'uplink' ? edge.kind : 'layer';
}
