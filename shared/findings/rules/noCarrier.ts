import { isLink, type LinkNode } from '#shared/topology/model.ts';
import { byUplink, otherWayOut } from '../bridges.ts';
import { type GuestCable, guestsOf } from '../guestCables.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';
import { traitsOf } from '../traits.ts';

/** The card by which guests, or the host, reach the network has no link: no cable, or nothing at its other end. */
export const noCarrier: Rule = {
  needs: ['ip-link', 'ip-route'],
  find: (scene) => {
    const bridges = byUplink(scene.bridges);
    return scene.topology.nodes.flatMap((node) => {
      if (!isLink(node) || !isCard(node) || !node.up || node.carrier || !scene.links.has(node.name))
        return [];
      const cables = scene.behind.all(node.id);
      const isHosts = scene.behind.host.has(node.id);
      // A host may use its cards as the sockets of a switch: those without a cable miss nothing.
      const isMissed = (cables.length > 0 || isHosts) && otherWayOut(node, bridges) === null;
      return isMissed ? [foundOf(node, cables, isHosts, scene)] : [];
    });
  },
};

/** A bond’s member is the bond’s matter. */
function isCard({ kind, lead, slaveKind }: LinkNode): boolean {
  return (kind === 'pnic' || kind === 'veth') && lead === 'out' && slaveKind !== 'bond';
}

function foundOf(
  node: LinkNode,
  cables: readonly GuestCable[],
  isHosts: boolean,
  { snapshot }: Scene,
): Found {
  const who = [...(cables.length === 0 ? [] : [guestsOf(cables)]), ...(isHosts ? ['the host itself'] : [])];
  const fault = traitsOf(snapshot, node.name).wireless
    ? `${node.name} is connected to no access point.`
    : `Nothing answers at the other end of ${node.name}: check its cable and the switch’s port.`;
  return {
    severity: 'error',
    subject: [node.id, ...cables.slice(0, 10).map(({ vnic }) => vnic.id)],
    title: `${node.name} has no carrier`,
    why: `${fault} It’s the way out for ${who.join(' and ')}.`,
    evidence: [`ip link: ${node.name} is UP with NO-CARRIER (state ${node.operState})`],
    repairs: [],
  };
}
