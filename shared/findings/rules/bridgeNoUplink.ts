import type { BridgeScene } from '../bridges.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** A bridge that guests should reach the network by has no port that leads out. */
export const bridgeNoUplink: Rule = {
  needs: ['ip-link', 'ip-route'],
  find: (scene) => scene.bridges.flatMap((one) => foundOf(one, scene)),
};

function foundOf(one: BridgeScene, scene: Scene): Found[] {
  const { bridge, guests } = one;
  const isWayOut = scene.snapshot.routes.some(
    ({ link, destination }) => destination === 'default' && link === bridge.name,
  );
  if (one.uplinks.length > 0 || isByDesign(one, scene)) return [];
  if (!isWayOut && !guests.some(({ guest }) => guest.kind === 'vm')) return [];
  // A bridge that the host has an address on may be meant for guests and the host alone.
  const isHosts = bridge.addresses.length > 0;
  const names = guests.map(({ guest }) => guest.name);
  const who = names.length === 0 ? 'the host itself' : [...new Set(names)].slice(0, 5).join(', ');
  const network = one.networks.find(({ forward }) => forward === 'bridge');
  return [
    {
      severity: isWayOut ? 'error' : isHosts && network === undefined ? 'info' : 'warning',
      subject: [bridge.id, ...(network === undefined ? [] : [network.id])],
      title: `${bridge.name} has no uplink`,
      why: isWayOut
        ? `The host’s default route leaves by ${bridge.name}, but none of its ports leads out. Neither the host nor its guests reach the network.`
        : `No port of ${bridge.name} leads to the network outside. ${who} can reach ${isHosts ? 'this host and ' : ''}what else is on the bridge, and nothing beyond.`,
      evidence: [`ip link: ${portWords(one)}`, ...(isWayOut ? [`ip route: default dev ${bridge.name}`] : [])],
      repairs: [],
    },
  ];
}

/** NAT, routed and isolated networks have no uplink, nor have those of container runtimes, nor what has a bridge beyond. */
function isByDesign({ bridge, networks, ports }: BridgeScene, { graph }: Scene): boolean {
  if (networks.some(({ forward }) => forward !== 'bridge')) return true;
  if (bridge.containerNetworks !== undefined && bridge.containerNetworks.length > 0) return true;
  if (graph.out(bridge.id).some(({ kind }) => kind === 'nat' || kind === 'routed')) return true;
  // What Open vSwitch doesn’t tell may be a way out.
  if (bridge.lead === 'unread' || ports.some(({ link }) => link.lead === 'unread')) return true;
  return ports.some(({ link }) => graph.out(link.id).some(({ kind }) => kind === 'peer'));
}

function portWords({ bridge, ports }: BridgeScene): string {
  if (ports.length === 0) return `${bridge.name} has no port`;
  const names = ports.map(({ link }) => link.name);
  const more = names.length > 6 ? ` and ${names.length - 6} more` : '';
  return `the ports of ${bridge.name} are ${names.slice(0, 6).join(', ')}${more}`;
}
