import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { listed } from '#shared/ops/listed.ts';
import { isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { LinkKind, NodeId, Topology } from '#shared/topology/model.ts';
import { kindWord } from '#shared/topology/words.ts';
import { isWireless } from '../../port.ts';
import { changeableLink, uppersOf } from './linkOf.ts';

const ENSLAVABLE: ReadonlySet<LinkKind> = new Set(['pnic', 'vf', 'veth']);

/**
 * The links that are to join a bond, in this order, or why one of them can't. Addresses on them are no reason: they
 * move to the bond, under the guard.
 */
export function joiningLinks(
  snapshot: HostSnapshot,
  topology: Topology,
  ids: readonly NodeId[],
): readonly Link[] | Refusal {
  const links: Link[] = [];
  for (const id of new Set(ids)) {
    const link = joiningLink(snapshot, topology, id);
    if (isRefusal(link)) return link;
    links.push(link);
  }
  return links;
}

function joiningLink(snapshot: HostSnapshot, topology: Topology, id: NodeId): Link | Refusal {
  const found = changeableLink(snapshot, topology, id);
  if (isRefusal(found)) return found;
  const { link, node } = found;
  const { name, master } = link;
  if (!ENSLAVABLE.has(node.kind)) {
    return refuse(`${name} is a ${kindWord(node.kind)}: a bond is made of cards.`, 'Choose a card.');
  }
  if (isWireless(node)) {
    return refuse(
      `${name} is a wireless card, whose access point drops frames from the MAC of a bond.`,
      'Choose a wired card.',
    );
  }
  if (master !== null) {
    return refuse(
      `${name} is already part of ${master}.`,
      node.slaveKind === 'bond' ? `Remove it from ${master} first.` : `Disconnect it from ${master} first.`,
    );
  }
  const uppers = uppersOf(snapshot, name);
  if (uppers.length > 0) {
    return refuse(
      `${listed(uppers.map((each) => each.name))} ${uppers.length === 1 ? 'uses' : 'use'} ${name}, and would lose ${uppers.length === 1 ? 'its' : 'their'} frames to the bond.`,
      'Delete that first, and create it on the bond.',
    );
  }
  const isTaken = graphOf(topology)
    .into(id)
    .some(({ kind }) => kind === 'backs');
  return isTaken
    ? refuse(`${name} is the network card of a VM or a container.`, 'Choose a card that is free.')
    : link;
}
