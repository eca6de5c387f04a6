import type { Network } from '#shared/host/network.ts';
import type { Facts } from './facts.ts';
import { pciNode } from './hostdev.ts';
import { linkId, type NodeId } from './model.ts';

/** The cards of a network without a bridge, as far as this host has them: links, or devices that a VM has taken. */
export function cardsOf({ cards }: Network, facts: Facts): NodeId[] {
  const nodes = cards.flatMap((card) => {
    if ('pci' in card) return pciNode(card.pci, facts) ?? [];
    return facts.links.has(card.dev) ? linkId(card.dev) : [];
  });
  return [...new Set(nodes)];
}

/** What its XML calls them. */
export function cardNames({ cards }: Network): string[] {
  return cards.map((card) => ('dev' in card ? card.dev : card.pci));
}
