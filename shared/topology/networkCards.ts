import type { Link } from '#shared/host/link.ts';
import type { Network } from '#shared/host/network.ts';
import type { Facts } from './facts.ts';

/** The cards of a network without a bridge, as far as they are links of this host. */
export function cardsOf({ cards }: Network, facts: Facts): Link[] {
  const links = cards.flatMap((card) => {
    const link = 'dev' in card ? facts.links.get(card.dev) : facts.linksByPci.get(card.pci);
    return link === undefined ? [] : [link];
  });
  return [...new Set(links)];
}

/** What its XML calls them. */
export function cardNames({ cards }: Network): string[] {
  return cards.map((card) => ('dev' in card ? card.dev : card.pci));
}
