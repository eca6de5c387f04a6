import type { Link } from '#shared/host/link.ts';
import { append } from './append.ts';
import type { Backing } from './backing.ts';
import type { Facts } from './facts.ts';
import { type NodeId, type VmNode, vnicPrefix } from './model.ts';
import type { Vnic } from './vnics.ts';

/**
 * The vNICs that nobody names, with what backs them: a VM's own process holds a link open that is behind none of the
 * VM's known vNICs, as the NIC was added on QEMU's monitor or by Firecracker's API, or is in a
 * file that the command line names.
 *
 * @param backings of the vNICs that are known
 */
export function heldVnics(
  vms: readonly VmNode[],
  backings: ReadonlyMap<NodeId, readonly Backing[]>,
  facts: Facts,
): Backing[] {
  const explained = new Map<NodeId, string[]>();
  for (const { vnic, link } of [...backings.values()].flat()) append(explained, vnic.vm.id, link.name);
  return vms.flatMap((vm) => {
    if (!vm.active || vm.pid === null || !facts.processes.has(vm.pid)) return [];
    const known = new Set(explained.get(vm.id));
    const held = (facts.heldBy.get(vm.pid) ?? []).filter(({ name }) => !known.has(name));
    const names = new Set<string>();
    return held.map((link): Backing => {
      const vnic = heldVnic(vm, nameOf(vm, link, names, facts));
      return { vnic, link, evidence: ['kernel-fd'], conflicts: [] };
    });
  });
}

/**
 * It goes by the number of its descriptor, which stays as long as the process lives and as a rule is the same after a
 * restart.
 */
function nameOf({ pid }: VmNode, link: Link, taken: Set<string>, facts: Facts): string {
  const [descriptor] = facts.descriptors(pid ?? 0, link.name);
  const name = `fd${descriptor}`;
  if (descriptor === undefined || taken.has(name)) return link.name;
  taken.add(name);
  return name;
}

function heldVnic(vm: VmNode, name: string): Vnic {
  return {
    // QEMU takes no id with a `#`, so that no vNIC which is named can be called so.
    id: `${vnicPrefix(vm)}#${name}`,
    name,
    vm,
    mac: null,
    macEvidence: [],
    running: true,
    toldBy: 'kernel-fd',
    live: null,
    defined: null,
    saved: null,
    pve: null,
    nic: { netdev: name, mac: null, defaultMac: null, model: null, ifname: null, fds: [] },
  };
}
