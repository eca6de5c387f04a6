/**
 * Whether Proxmox VE calls so the bridge that its firewall puts between a guest’s link and the bridge that people know:
 * `fwbr100i0` for net0 of guest 100 (pve-common, PVE/Network.pm).
 */
export function isFirewallBridge(name: string): boolean {
  return /^fwbr\d+i\d+$/.test(name);
}

/** Whether it is one of the links that join such a bridge to the other: `fwln100i0`, on Open vSwitch `fwln100o0`, `fwpr100p0`. */
export function isFirewallJoint(name: string): boolean {
  return /^fw(?:ln\d+[io]|pr\d+p)\d+$/.test(name);
}
