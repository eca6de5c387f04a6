import {
  isLink,
  type LinkNode,
  type TopologyEdge,
  type TopologyNode,
  type VnicNode,
} from '#shared/topology/model.ts';
import { shownVlans } from '#shared/topology/vlanPorts.ts';
import type { Folded } from './fold.ts';
import type { CanvasGraph } from './graph.ts';
import { cardOf, shapeOf, switchOf } from './shape.ts';
import { type Trouble, type Troubles, troubleAt } from './troubles.ts';
import { markOf, type Wire, wire } from './wire.ts';
import { cableWords, placeWords } from './words.ts';

/** The cables of one vNIC: what backs it now, and where its definition puts it at the next boot. */
export interface GuestWires {
  readonly wires: readonly Wire[];
  /** A TAP that no bridge holds: its cable hangs. */
  readonly hanging: LinkNode | null;
  /** What is wrong with the vNIC and no cable that is drawn of it. */
  readonly trouble: Trouble | null;
}

/** `taken`: cable ids in use; two vNICs that seem to share a TAP still get a cable each. */
export function guestWires(
  folded: Folded,
  vnic: VnicNode,
  taken: Set<string>,
  troubles: Troubles,
): GuestWires {
  const { graph } = folded;
  const wires: Wire[] = [];
  let hanging: LinkNode | null = null;
  const own: string[] = [vnic.id];
  const whose = whoseWords(graph, vnic);
  for (const backs of graph.from(vnic.id, 'backs')) {
    const link = graph.node(backs.to);
    if (!isLink(link)) continue;
    const onward = graph.from(link.id, 'port', 'lower')[0];
    if (onward === undefined && shapeOf(graph, link) !== 'socket') {
      hanging = link;
      own.push(backs.id, link.id);
      continue;
    }
    const end = onward === undefined ? link : graph.node(onward.to);
    if (end !== undefined)
      wires.push(liveWire(folded, vnic, whose, link, end, backs, onward, taken, troubles));
  }
  for (const edge of graph.from(vnic.id, 'lower')) {
    const link = graph.node(edge.to);
    if (isLink(link)) wires.push(lowerWire(graph, vnic, whose, link, edge, troubles));
  }
  for (const edge of graph.from(vnic.id, 'defined')) {
    const target = graph.node(edge.to);
    if (target !== undefined)
      wires.push(definedWire(graph, vnic, whose, edge, target, wires.length > 0, troubles));
  }
  return { wires, hanging, trouble: troubleAt(troubles, own) };
}

interface Whose {
  readonly vm: string;
  readonly words: string;
}

function whoseWords(graph: CanvasGraph, vnic: VnicNode): Whose {
  const vm = graph.node(vnic.vm)?.name ?? 'an unknown VM';
  return { vm, words: `${vnic.name} of ${vm}` };
}

function liveWire(
  { graph, firewalls, within }: Folded,
  vnic: VnicNode,
  whose: Whose,
  link: LinkNode,
  end: TopologyNode,
  backs: TopologyEdge,
  onward: TopologyEdge | undefined,
  taken: Set<string>,
  troubles: Troubles,
): Wire {
  const isPatch = onward?.kind === 'port';
  const own = onward === undefined || taken.has(onward.id) ? backs.id : onward.id;
  taken.add(own);
  const style = vnic.linkState === 'down' || !link.up ? 'down' : 'plain';
  const away = within.get(onward?.id ?? '') ?? [];
  const trouble = troubleAt(troubles, [backs.id, onward?.id, link.id, ...away]);
  const firewall = firewalls.get(onward?.id ?? '') ?? null;
  const words = cableWords(link.name, whose.words, placeWords(end, firewall), style, trouble);
  return wire(
    {
      id: own,
      kind: isPatch ? 'patch' : 'direct',
      from: { card: vnic.vm, jack: vnic.id },
      to: switchOf(graph, end.id),
      style,
      hueOf: isPatch ? switchOf(graph, end.id) : null,
      traffic: link.name,
      nodes: [vnic.id, link.id, end.id],
      grab: vnic.id,
      selects: link.id,
      trouble,
      words,
    },
    {
      key: vnic.id,
      link: link.id,
      tag: tagOf(link),
      who: whose.vm,
      detail: vnic.name,
      firewall,
      vlans: onward === undefined ? null : markOf(shownVlans(onward)),
    },
  );
}

/** A card’s name on PCI is too long for a tag, and tells less than which function it is. */
function tagOf({ name, isTaken, vf }: LinkNode): string {
  return isTaken && vf !== undefined && vf.index !== null ? `VF ${vf.index}` : name;
}

/** A container’s macvlan, which no link here stands for. */
function lowerWire(
  graph: CanvasGraph,
  vnic: VnicNode,
  whose: Whose,
  link: LinkNode,
  edge: TopologyEdge,
  troubles: Troubles,
): Wire {
  const style = vnic.linkState === 'down' || !link.up ? 'down' : 'plain';
  const trouble = troubleAt(troubles, [edge.id]);
  const what = vnic.model ?? 'cable';
  return wire(
    {
      id: edge.id,
      kind: 'direct',
      from: { card: vnic.vm, jack: vnic.id },
      to: switchOf(graph, link.id),
      style,
      hueOf: null,
      traffic: null,
      nodes: [vnic.id, link.id],
      grab: null,
      selects: edge.id,
      trouble,
      words: cableWords(what, whose.words, placeWords(link), style, trouble),
    },
    { key: vnic.id, link: null, tag: what, who: whose.vm, detail: vnic.name, firewall: null, vlans: null },
  );
}

function definedWire(
  graph: CanvasGraph,
  vnic: VnicNode,
  whose: Whose,
  edge: TopologyEdge,
  target: TopologyNode,
  hasOther: boolean,
  troubles: Troubles,
): Wire {
  const card = switchOf(graph, cardOf(graph, target));
  const trouble = troubleAt(troubles, [edge.id]);
  return wire(
    {
      id: edge.id,
      kind: 'defined',
      from: { card: vnic.vm, jack: vnic.id },
      to: card,
      style: 'next-boot',
      hueOf: card,
      traffic: null,
      nodes: [vnic.id, target.id],
      grab: hasOther ? null : vnic.id,
      selects: edge.id,
      trouble,
      words: cableWords(null, whose.words, placeWords(target), 'next-boot', trouble),
    },
    {
      key: `${vnic.id} next boot`,
      link: null,
      tag: hasOther ? 'next boot' : null,
      who: whose.vm,
      detail: vnic.name,
      firewall: null,
      vlans: null,
    },
  );
}
