import type { Link } from '#shared/host/link.ts';
import type { LinkKind } from './model.ts';

const KIND_OF_INFO_KIND: ReadonlyMap<string, LinkKind> = new Map([
  ['macvtap', 'macvtap'],
  ['bridge', 'bridge'],
  ['bond', 'bond'],
  ['vlan', 'vlan'],
  ['vxlan', 'vxlan'],
  ['veth', 'veth'],
  ['netkit', 'veth'],
  // The kernel names the driver, but there is a socket behind it: a port of a switch chip, a modem, a simulated card.
  ['dsa', 'pnic'],
  ['wwan', 'pnic'],
  ['netdevsim', 'pnic'],
]);

/** What a link is by its own facts alone; a virtual function looks like any pNIC here, see `sriov.ts`. */
export function ownKind(link: Link): LinkKind {
  if (link.infoKind === 'tun') return isTap(link) ? 'tap' : 'other';
  const kind = KIND_OF_INFO_KIND.get(link.infoKind);
  if (kind !== undefined) return kind;
  if (link.infoKind !== '' || isGuestPort(link)) return 'other';
  // Drivers of real hardware set no info kind; iproute2 before 5.12 does not print the parent bus either.
  return link.parentBus !== null || link.linkType === 'ether' ? 'pnic' : 'other';
}

/**
 * True of the host's end of a guest's card that has a driver like a card of the host: Xen's `vif1.0`, and on a card
 * that is a switch (switchdev) the representor of a virtual function, by the name of its port (`pf0vf3`, `c1pf0sf88`:
 * kernel, devlink's phys_port_name).
 */
export function isGuestPort({ infoKind, parentBus, portName }: Link): boolean {
  if (infoKind !== '') return false;
  return parentBus === 'xen-backend' || /^(?:c\d+)?pf\d+[vs]f\d+$/.test(portName ?? '');
}

function isTap(link: Link): boolean {
  // iproute2 before 4.17 prints no type; a TUN carries bare IP and so has no Ethernet address.
  return link.tun === null ? link.linkType === 'ether' : link.tun.type === 'tap';
}
