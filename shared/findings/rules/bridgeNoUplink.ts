import { isLink, type LinkNode } from '#shared/topology/model.ts';
import type { BridgeScene } from '../bridges.ts';
import type { EditRepair } from '../finding.ts';
import { natsByHand } from '../firewall/natByHand.ts';
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
  if (natsByHand(scene).some(({ at }) => at === one)) return [];
  if (!isWayOut && !guests.some(({ guest }) => guest.kind === 'vm')) return [];
  const isHosts = bridge.addresses.length > 0;
  const names = guests.map(({ guest }) => guest.name);
  const who = names.length === 0 ? 'the host itself' : [...new Set(names)].slice(0, 5).join(', ');
  const network = one.networks.find(({ forward }) => forward === 'bridge');
  return [
    {
      // Without a route by it nothing tells whether it’s meant for guests alone.
      severity: isWayOut ? 'error' : 'info',
      subject: [bridge.id, ...(network === undefined ? [] : [network.id])],
      title: `${bridge.name} has no uplink`,
      why: isWayOut
        ? `The host’s default route leaves by ${bridge.name}, but none of its ports leads out. Neither the host nor its guests reach the network.`
        : `No port of ${bridge.name} leads to the network outside. ${who} can reach ${isHosts ? 'this host and ' : ''}what else is on the bridge, and nothing beyond${isHosts ? ', unless this host routes for them' : ''}. This may be meant so.`,
      evidence: [`ip link: ${portWords(one)}`, ...(isWayOut ? [`ip route: default dev ${bridge.name}`] : [])],
      // A bridge that may be meant for guests alone is not to be opened to the outside by a click.
      repairs: isWayOut ? cardFor(bridge, scene) : [],
    },
  ];
}

/** The only card of the host that is connected and serves nothing; of several only the user knows which. */
function cardFor(bridge: LinkNode, { topology, graph }: Scene): EditRepair[] {
  const isFree = (node: LinkNode) =>
    CARDS.has(node.kind) && node.lead !== 'guest' && node.up && node.carrier && node.master === null;
  const isUnused = ({ id, addresses, isTaken }: LinkNode) =>
    addresses.length === 0 && !isTaken && graph.into(id).length === 0;
  const free = topology.nodes.filter(
    (node): node is LinkNode => isLink(node) && isFree(node) && isUnused(node),
  );
  const [card, ...others] = free;
  if (card === undefined || others.length > 0) return [];
  return [
    {
      kind: 'edit',
      label: `Connect ${card.name}, the only unused card, to ${bridge.name}`,
      edit: { kind: 'move', cable: card.id, to: bridge.id },
    },
  ];
}

const CARDS: ReadonlySet<LinkNode['kind']> = new Set(['pnic', 'bond', 'veth']);

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
