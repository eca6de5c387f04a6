/**
 * The MAC that libvirt gives a TAP: the guest's with the first byte `fe`, so that the bridge does not take it as its
 * own lowest MAC; `fa` where the guest's already begins with `fe` (virNetDevTapCreateInBridgePort).
 */
export function tapMac(guestMac: string): string {
  return guestMac.startsWith('fe:') ? `fa${guestMac.slice(2)}` : `fe${guestMac.slice(2)}`;
}
