import { existsSync } from 'node:fs';

/** Libvirt’s daemons, whole and split, and the folder of its VMs’ definitions; its client alone brings none of them. */
const signs = ['/usr/sbin/libvirtd', '/usr/sbin/virtqemud', '/etc/libvirt/qemu'];

/** Whether libvirt itself is installed on this machine, whatever becomes of its daemon. */
export function isLibvirtInstalled(): boolean {
  return signs.some((path) => existsSync(path));
}
