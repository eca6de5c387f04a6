import type { BridgeScene } from '../bridges.ts';
import type { Scene } from '../scene.ts';
import { defaultLink, routedPacket } from './packets.ts';
import { natVerdictOf } from './verdict.ts';
import type { Decision } from './walk.ts';

/** A bridge of VMs that the host does NAT for by a rule of somebody’s own, and not of libvirt’s. */
export interface NatByHand {
  readonly at: BridgeScene;
  /** The link that its packets leave by. */
  readonly out: string;
  /** What does it. */
  readonly by: Decision;
}

const known = new WeakMap<Scene, readonly NatByHand[]>();

/** None where the firewall was not read: without its rule nothing tells such a bridge from one that is meant for guests alone. */
export function natsByHand(scene: Scene): readonly NatByHand[] {
  const found = known.get(scene) ?? search(scene);
  known.set(scene, found);
  return found;
}

function search(scene: Scene): readonly NatByHand[] {
  const { firewall } = scene.snapshot;
  const out = defaultLink(scene.snapshot);
  if (firewall === undefined || out === null) return [];
  return scene.bridges.flatMap((at) => {
    const { bridge, guests, networks, uplinks } = at;
    const cable = guests.find(({ guest, link }) => guest.kind === 'vm' && link !== null);
    const isOwn = networks.every(({ forward }) => forward === 'bridge') && uplinks.length === 0;
    if (cable === undefined || !isOwn || bridge.name === out || !bridge.addresses.some(isIpv4)) return [];
    const packet = routedPacket(scene, { bridge: bridge.name, addresses: bridge.addresses }, cable, out);
    const { by } = natVerdictOf(firewall, packet);
    return by === null ? [] : [{ at, out, by }];
  });
}

function isIpv4(address: string): boolean {
  return address.includes('.');
}
