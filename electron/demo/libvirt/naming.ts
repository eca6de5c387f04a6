/**
 * The MAC that libvirt gives a TAP: the guest's with the first byte `fe`, so that the bridge does not take it as its
 * own lowest MAC; `fa` where the guest's already begins with `fe` (virNetDevTapCreateInBridgePort).
 */
export function tapMac(guestMac: string): string {
  return guestMac.startsWith('fe:') ? `fa${guestMac.slice(2)}` : `fe${guestMac.slice(2)}`;
}

/** The guest's PCI address on a bus of its own, as on the q35 machine. */
export function pciOf(bus: number): string {
  return `0000:${bus.toString(16).padStart(2, '0')}:00.0`;
}

/** True for a name that libvirt made up itself: it never keeps one in a definition, nor takes one from XML. */
export function isGeneratedName(dev: string): boolean {
  return /^(vnet|macvtap|macvlan)\d+$/.test(dev);
}
