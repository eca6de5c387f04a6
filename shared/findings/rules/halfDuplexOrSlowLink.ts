import { isLink, type LinkNode } from '#shared/topology/model.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';
import { traitsOf, traitsUnread } from '../traits.ts';

/** Mbit/s: a link between today’s cards and switches that is no faster has a bad cable, or a setting from long ago. */
const SLOW = 100;

/** A wired card that guests, or the host, reach the network by is much slower than it should be. */
export const halfDuplexOrSlowLink: Rule = {
  needs: ['ip-link', 'link-speed'],
  unchecked: traitsUnread,
  find: (scene) => scene.topology.nodes.flatMap((node) => (isLink(node) ? foundOf(node, scene) : [])),
};

function foundOf(node: LinkNode, { snapshot, behind }: Scene): Found[] {
  const { halfDuplex, wireless } = traitsOf(snapshot, node.name);
  const isUsed = behind.all(node.id).length > 0 || behind.host.has(node.id);
  if (node.kind !== 'pnic' || !node.carrier || wireless || !isUsed) return [];
  const isSlow = node.speed !== null && node.speed <= SLOW;
  if (!isSlow && !halfDuplex) return [];
  const words = [
    ...(isSlow ? [`runs at ${node.speed} Mbit/s`] : []),
    ...(halfDuplex ? ['is half duplex'] : []),
  ];
  const file = (name: string) => `/sys/class/net/${node.name}/${name}`;
  return [
    {
      severity: 'info',
      subject: [node.id],
      title: `${node.name} ${words.join(' and ')}`,
      why: 'Cards and switches agree on 1000 Mbit/s or more in full duplex, unless a cable is damaged or one end has a fixed setting. Guests and the host share this link.',
      evidence: [
        ...(isSlow ? [`${file('speed')}: ${node.speed}`] : []),
        ...(halfDuplex ? [`${file('duplex')}: half`] : []),
      ],
      repairs: [],
    },
  ];
}
