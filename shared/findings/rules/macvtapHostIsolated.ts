import { append } from '#shared/topology/append.ts';
import { isLink, type NodeId } from '#shared/topology/model.ts';
import { type GuestCable, guestsOf } from '../guestCables.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** A guest on a macvtap and the host can’t reach each other by the card that both use. */
export const macvtapHostIsolated: Rule = {
  needs: ['ip-link', 'ip-addr'],
  find: (scene) => {
    const byCard = new Map<NodeId, GuestCable[]>();
    for (const cable of scene.cables) {
      const { link } = cable;
      if (link?.kind !== 'macvtap' || modeOf(link.name, scene) === 'passthru') continue;
      const lower = scene.graph.out(link.id).find(({ kind }) => kind === 'lower')?.to;
      if (lower !== undefined) append(byCard, lower, cable);
    }
    return [...byCard].flatMap(([card, cables]) => foundOf(card, cables, scene));
  },
};

function modeOf(macvtap: string, { links }: Scene): string | null {
  return links.get(macvtap)?.macvlanMode ?? null;
}

function foundOf(id: NodeId, cables: readonly GuestCable[], { graph, snapshot }: Scene): Found[] {
  const card = graph.nodes.get(id);
  if (!isLink(card) || card.addresses.length === 0) return [];
  // A macvlan of the host’s own on the same card is the usual way round.
  const addressed = new Set(snapshot.addresses.map(({ link }) => link));
  const hasOwn = snapshot.links.some(
    ({ infoKind, lower, name }) => infoKind === 'macvlan' && lower?.name === card.name && addressed.has(name),
  );
  if (hasOwn) return [];
  return [
    {
      severity: 'info',
      subject: [card.id, ...cables.slice(0, 10).map(({ vnic }) => vnic.id)],
      title: `${guestsOf(cables)} and the host can’t reach each other by ${card.name}`,
      why: `What a macvtap sends leaves by ${card.name} and doesn’t come back to the host’s own address there. Guests that need the host belong on a bridge, or get a second vNIC on one.`,
      evidence: [
        ...cables.slice(0, 10).map(({ link }) => `ip link: ${link?.name} is a macvtap on ${card.name}`),
        ...card.addresses.map((address) => `ip addr: ${address} on ${card.name}`),
      ],
      repairs: [],
    },
  ];
}
