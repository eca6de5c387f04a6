import { isLink, type LinkNode, linkId } from '#shared/topology/model.ts';
import type { BridgeScene } from '../bridges.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** The bridge of the host’s only card has no address, and no other link has one: the host itself has no network. */
export const bridgeNoAddress: Rule = {
  needs: ['ip-link', 'ip-addr'],
  find: (scene) => scene.bridges.filter((one) => isMeantForHost(one, scene)).map(foundOf),
};

/** A bridge for guests alone needs no address: it is missed only where the host is reached nowhere else. */
function isMeantForHost({ bridge, uplinks }: BridgeScene, { snapshot, graph }: Scene): boolean {
  const isOut = ({ kind }: LinkNode) => kind === 'pnic' || kind === 'bond' || kind === 'vlan';
  if (bridge.addresses.length > 0 || !uplinks.some(isOut)) return false;
  // An address on a card that is a port is a finding of its own. One on a bridge of libvirt’s or of containers is for guests.
  const reached = snapshot.addresses.some(({ scope, link }) => {
    const node = graph.nodes.get(linkId(link));
    if (scope !== 'global' || !isLink(node)) return false;
    const isGuests =
      (node.containerNetworks ?? []).length > 0 ||
      snapshot.networks.some((network) => network.bridge === link);
    return !isGuests && node.lead !== 'guest' && node.lead !== 'nowhere';
  });
  return !reached;
}

function foundOf({ bridge }: BridgeScene): Found {
  return {
    severity: 'info',
    subject: [bridge.id],
    title: `${bridge.name} has no IP address`,
    why: `The host has no address on ${bridge.name} or anywhere else, so it can’t be reached over the network. Guests on ${bridge.name} aren’t affected.`,
    evidence: [`ip addr: no address on ${bridge.name}`],
    repairs: [],
  };
}
