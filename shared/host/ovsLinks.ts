import type { Link } from './link.ts';
import { fakeBridgeOf, isKernelDatapath, isOvsBond, type OvsFacts, type OvsPlace, ovsPlaces } from './ovs.ts';

/**
 * The links with those that are ports of Open vSwitch naming their bridge as their master, or the bond or fake bridge
 * that they are in: to the kernel all of them hang on one datapath, `ovs-system`, bridges included; on one in user space
 * nothing hangs. What the kernel has elsewhere stays there. Links that are no ports keep their objects.
 */
export function withSwitchMasters(links: readonly Link[], ovs: OvsFacts | undefined): readonly Link[] {
  if (ovs === undefined) return links;
  const places = ovsPlaces(ovs);
  const bridges = new Set(ovs.bridges.map(({ name }) => name));
  return links.map((link) => {
    // The bridge's own port is the bridge.
    if (bridges.has(link.name)) return isPort(link) ? { ...link, master: null, slaveKind: '' } : link;
    const place = places.get(link.name);
    return place === undefined ? link : placed(link, place);
  });
}

/** What stands for the bridge to a port of it: its bond, its fake bridge, else the bridge. */
export function masterIn({ bridge, port, iface }: OvsPlace): string {
  if (isOvsBond(port) && iface.name !== port.name) return port.name;
  return fakeBridgeOf(bridge, port)?.name ?? bridge.name;
}

function placed(link: Link, place: OvsPlace): Link {
  const { bridge, port, iface } = place;
  const onBridge = { lower: { name: bridge.name, ifindex: null, netnsId: null } };
  if (port.fakeBridge) return { ...link, master: null, slaveKind: '', ...onBridge };
  if (isPort(link) || isHeldInUserSpace(link, place))
    return { ...link, master: masterIn(place), slaveKind: 'openvswitch' };
  // The host's end of an internal port is free to be a port of a bridge of the kernel's, which leads into the switch then.
  return iface.type === 'internal' && link.master !== null ? { ...link, ...onBridge } : link;
}

/** An internal port, which the kernel makes for Open vSwitch, hangs on the datapath without a master. */
function isPort({ slaveKind, infoKind, master }: Link): boolean {
  return slaveKind === 'openvswitch' || (infoKind === 'openvswitch' && master === null);
}

function isHeldInUserSpace({ master }: Link, { bridge, iface }: OvsPlace): boolean {
  return master === null && !isKernelDatapath(bridge) && iface.error === null;
}
