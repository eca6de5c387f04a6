import { handedDevice, type VmNic } from '#shared/host/process.ts';

/**
 * libvirt names a netdev after its alias, `net0` or the user's `ua-…`, and passes the TAP as a descriptor; a device that it
 * hands over has the alias itself, `hostdev0`.
 */
export function isLibvirts(nic: VmNic): boolean {
  const { netdev, ifname } = nic;
  if (handedDevice(nic) !== null) return /^(?:hostdev\d+$|ua-)/.test(netdev);
  return ifname === null && /^host(?:net\d+$|ua-)/.test(netdev);
}
