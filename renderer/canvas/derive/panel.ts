import { isGuest, type NodeId, type Topology, type VnicNode } from '#shared/topology/model.ts';
import { looseCard, socketCard, switchCard, vmCard } from './cards.ts';
import { type Folded, foldFirewalls, unfolded } from './fold.ts';
import { canvasGraphOf, groupBy } from './graph.ts';
import { guestWires } from './guestWires.ts';
import { linkWires } from './linkWires.ts';
import type { Card, Panel } from './model.ts';
import { shapeOf, switchOf } from './shape.ts';
import { noTroubles, type Troubles } from './troubles.ts';
import type { Ends, Wire } from './wire.ts';
import { natural } from './words.ts';

/**
 * Draws up the patch panel of a topology: every card with its rows, every cable with both its jacks.
 * @param showsFirewalls whether the bridges of Proxmox VE’s firewall are cards of their own
 * @param troubles what gets a badge
 */
export function derivePanel(
  topology: Pick<Topology, 'nodes' | 'edges'>,
  showsFirewalls = false,
  troubles: Troubles = noTroubles,
): Panel {
  const folded = showsFirewalls ? unfolded(canvasGraphOf(topology)) : foldFirewalls(topology);
  const { graph } = folded;
  const taken = new Set<string>();
  const vnics = graph.nodes.filter((node): node is VnicNode => node.kind === 'vnic').sort(byName);
  const guests = new Map(vnics.map((vnic) => [vnic.id, guestWires(folded, vnic, taken, troubles)]));
  const shapes = new Map(graph.nodes.map((node) => [node.id, shapeOf(graph, node)]));
  const drawn = [
    ...[...guests.values()].flatMap((guest) => guest.wires),
    ...linkWires(folded, troubles),
  ].filter(
    ({ cable }) =>
      (shapes.get(cable.from.card) ?? null) !== null && (shapes.get(cable.to.card) ?? null) !== null,
  );
  const ends: Ends = {
    into: groupBy(drawn, ({ cable }) => cable.to.card),
    out: groupBy(drawn, ({ cable }) => cable.from.card),
  };
  const vnicsOf = groupBy(vnics, (vnic) => vnic.vm);
  const cards: Card[] = [];
  for (const node of graph.nodes) {
    const shape = shapes.get(node.id) ?? null;
    if (isGuest(node)) {
      cards.push(vmCard(node, vnicsOf.get(node.id) ?? [], guests, ends.out.get(node.id) ?? [], troubles));
    } else if (node.kind === 'vnic' || shape === null) {
    } else if (shape === 'switch') cards.push(switchCard(graph, node, ends, troubles));
    else if (node.kind !== 'network')
      cards.push((shape === 'loose' ? looseCard : socketCard)(node, ends, troubles));
  }
  return { cards, cables: drawn.map(({ cable }) => cable), cardOf: whereShown(folded, cards, drawn) };
}

/** In the order that the guest counts them, what is passed through last; the same in whatever order they were told. */
function byName(one: VnicNode, other: VnicNode): number {
  const passedThrough = Number(one.sourceType === 'hostdev') - Number(other.sourceType === 'hostdev');
  return passedThrough || natural.compare(one.name, other.name) || (one.id < other.id ? -1 : 1);
}

function whereShown({ graph, awayTo }: Folded, cards: readonly Card[], wires: readonly Wire[]) {
  const cardOf = new Map<NodeId, NodeId>();
  for (const card of cards) {
    cardOf.set(card.id, card.id);
    if (card.kind !== 'vm') continue;
    for (const row of card.rows) {
      cardOf.set(row.id, card.id);
      if (row.hanging !== null) cardOf.set(row.hanging.id, card.id);
    }
  }
  for (const { cable, row } of wires) if (row.link !== null) cardOf.set(row.link, cable.to.card);
  for (const node of graph.nodes) {
    const card = node.kind === 'network' ? switchOf(graph, node.id) : node.id;
    if (!cardOf.has(node.id) && cardOf.has(card)) cardOf.set(node.id, card);
  }
  for (const [node, bridge] of awayTo) cardOf.set(node, bridge);
  return cardOf;
}
