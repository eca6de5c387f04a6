import { graphOf } from './graph.ts';
import { isGuest, type NodeId, type Topology } from './model.ts';
import { isLocallyAdministered, type SeenMac } from './seen.ts';

/**
 * `br0 › enp3s0 › 3c:37:12:0a:0b:0c (192.168.1.1, gateway, learned 4 s ago)`: where a MAC was seen, and what is known of it.
 * @param asked the address that was asked for, which then stands alone; null: all of them
 */
export function seenLine(topology: Topology, seen: SeenMac, asked: string | null): string {
  const stops = [seen.bridge, seen.port, seen.mac].filter((stop) => stop !== null);
  const addresses = asked === null ? seen.addresses.map(({ address }) => address) : [asked];
  return `${stops.join(' › ')} (${[...addresses, ...remarksOf(topology, seen)].join(', ')})`;
}

/**
 * What to say of a seen MAC behind it, or behind one of its addresses.
 * @param asked that address, which the MAC then follows; null: its addresses follow the MAC
 */
export function seenFacts(topology: Topology, seen: SeenMac, asked: string | null): string[] {
  const other = asked === null ? seen.addresses.map(({ address }) => address) : [seen.mac];
  return [...other, ...remarksOf(topology, seen)];
}

function remarksOf(topology: Topology, seen: SeenMac): string[] {
  const owner = ownerWords(topology, seen.owner);
  return [
    ...(owner === null ? [] : [owner]),
    ...(seen.isGateway ? ['gateway'] : []),
    ...(seen.vendor === null ? [] : [seen.vendor]),
    ...(seen.vlan === null ? [] : [`VLAN ${seen.vlan}`]),
    learnedWords(seen),
  ];
}

/** How a bridge knows a MAC: `learned 4 s ago`. */
function learnedWords({ bridge, port, age }: Pick<SeenMac, 'bridge' | 'port' | 'age'>): string {
  if (bridge === null) return 'a neighbour of this host';
  if (port === null) return 'on no port now';
  return age === null ? 'learned' : `learned ${agoWords(age)}`;
}

/** `just now`, `4 s ago`, `5 min ago`, `2 h ago`; of whole seconds. */
export function agoWords(seconds: number): string {
  if (seconds < 1) return 'just now';
  if (seconds < 120) return `${seconds} s ago`;
  if (seconds < 120 * 60) return `${Math.floor(seconds / 60)} min ago`;
  return `${Math.floor(seconds / 3600)} h ago`;
}

/** `web01 net0` for a vNIC, the name of a link; null: nobody’s that is known. */
export function ownerWords(topology: Topology, owner: NodeId | null): string | null {
  const graph = graphOf(topology);
  const node = owner === null ? undefined : graph.nodes.get(owner);
  if (node === undefined) return null;
  if (node.kind !== 'vnic') return `this host’s ${node.name}`;
  const vm = graph.nodes.get(node.vm);
  return isGuest(vm) ? `${vm.name} ${node.name}` : node.name;
}

/** Of a MAC that is nobody’s: who made the device, as far as its MAC tells. */
export function strangerWords({ mac, vendor }: Pick<SeenMac, 'mac' | 'vendor'>): string {
  if (isLocallyAdministered(mac)) return 'unknown, locally administered';
  return vendor === null ? 'unknown' : `unknown, ${vendor}`;
}
