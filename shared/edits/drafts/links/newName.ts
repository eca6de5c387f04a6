import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { type Refusal, refuse } from '#shared/ops/refusal.ts';

/** Directories of /proc/sys/net/ipv4/conf, where each link has one of its name. */
const KERNELS_OWN = new Set(['all', 'default']);

/** libvirt ignores a TAP's name that begins so in a VM's XML, and counts up from the last one itself. */
const LIBVIRTS_OWN = /^(?:vnet|macvtap|macvlan)\d*$/;

/** Why no link can be made by this name; null: one can. The schema has judged its length and letters. */
export function refuseNewName(snapshot: HostSnapshot, name: string): Refusal | null {
  const another = 'Choose another name.';
  if (findLink(snapshot, name) !== null) return refuse(`The host already has a link ${name}.`, another);
  const other = snapshot.links.find(({ altNames }) => altNames.includes(name));
  if (other !== undefined) {
    return refuse(`${name} is an alternative name (altname) of ${other.name}.`, another);
  }
  if (name.includes('%')) {
    return refuse('The kernel replaces a % in a name with a number.', another);
  }
  if (KERNELS_OWN.has(name)) {
    return refuse(`The kernel reserves the name ${name} for the settings of all links.`, another);
  }
  return LIBVIRTS_OWN.test(name)
    ? refuse(`libvirt uses names such as ${name} for the TAPs of its VMs.`, another)
    : null;
}
