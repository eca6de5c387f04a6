/**
 * The MAC that libvirt gives to the TAP of a guest's MAC: the first byte becomes `fe`, or `fa` where the guest's own
 * begins with `fe`. A bridge takes the lowest MAC of its ports, and must not take a guest's.
 */
export function tapMacOf(guestMac: string): string {
  return (guestMac.startsWith('fe') ? 'fa' : 'fe') + guestMac.slice(2);
}
