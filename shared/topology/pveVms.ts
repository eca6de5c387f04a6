import type { VmProcess } from '#shared/host/process.ts';
import type { PveGuest } from '#shared/host/pve.ts';
import type { Facts } from './facts.ts';
import type { NodeId, VmNode } from './model.ts';
import { namespaceOfPve } from './pveInside.ts';
import { pveLink } from './pveNets.ts';

/**
 * A VM of Proxmox VE is known by its id there, which it has for life and which is one in the whole cluster. Its UUID is
 * an entry that may be missing, be changed, or be the same in two VMs.
 */
function pveVmId(id: number): NodeId {
  return `vm:pve-${id}`;
}

/** The guests that Proxmox VE has on file and the VMs whose process tells its id, one node for each id. */
export function pveNodes(processes: readonly VmProcess[], facts: Facts): VmNode[] {
  const running = new Map<number, VmProcess>();
  for (const process of processes) {
    if (process.pveId !== undefined && !running.has(process.pveId)) running.set(process.pveId, process);
  }
  const ids = new Set([...facts.pveGuests.keys(), ...running.keys()]);
  return [...ids].map((id) => pveNode(id, facts.pveGuests.get(id) ?? null, running.get(id) ?? null, facts));
}

function pveNode(id: number, guest: PveGuest | null, process: VmProcess | null, facts: Facts): VmNode {
  const isContainer = guest?.kind === 'lxc';
  const state = process === null && guest !== null ? stateOf(guest, facts) : 'running';
  return {
    id: isContainer ? `container:lxc/${id}` : pveVmId(id),
    kind: isContainer ? 'container' : 'vm',
    name: guest?.name ?? process?.name ?? `${isContainer ? 'CT' : 'VM'} ${id}`,
    uuid: guest?.uuid ?? process?.uuid ?? '',
    state,
    active: state === 'running',
    hypervisor: 'proxmox',
    persistent: guest === null ? null : true,
    autostart: guest?.onBoot ?? false,
    pid: process?.pid ?? (isContainer ? (namespaceOfPve(id, facts)?.pid ?? null) : null),
    pveId: id,
  };
}

/** The files don’t tell whether a guest runs. Its links do, which are there as long as it does. */
function stateOf({ id, kind, nets }: PveGuest, facts: Facts): 'running' | 'shut off' | 'no state' {
  const links = nets.flatMap((net) => pveLink(id, kind === 'lxc' ? 'container' : 'vm', net) ?? []);
  if (links.some((link) => facts.links.has(link))) return 'running';
  return links.length > 0 && links.every(facts.isAbsent) ? 'shut off' : 'no state';
}
