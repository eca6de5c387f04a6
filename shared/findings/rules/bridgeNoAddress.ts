import type { BridgeScene } from '../bridges.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** The bridge of the host’s only card has no address, and no other link has one: the host itself has no network. */
export const bridgeNoAddress: Rule = {
  needs: ['ip-link', 'ip-addr'],
  find: (scene) => scene.bridges.filter((one) => isMeantForHost(one, scene)).map(foundOf),
};

/** A bridge for guests alone needs no address: it is missed only where the host is reached nowhere else. */
function isMeantForHost({ bridge, uplinks }: BridgeScene, { snapshot }: Scene): boolean {
  if (
    bridge.addresses.length > 0 ||
    !uplinks.some(({ kind }) => kind === 'pnic' || kind === 'bond' || kind === 'vlan')
  )
    return false;
  const ports = new Set(uplinks.map(({ name }) => name));
  const others = snapshot.addresses.filter(({ scope, link }) => scope === 'global' && !ports.has(link));
  const reached = others.filter(({ link }) => !snapshot.networks.some((network) => network.bridge === link));
  return reached.length === 0;
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
