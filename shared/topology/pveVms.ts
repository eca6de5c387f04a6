import type { QemuProcess } from '#shared/host/process.ts';
import type { PveGuest } from '#shared/host/pve.ts';
import type { Facts } from './facts.ts';
import type { NodeId, VmNode } from './model.ts';
import { pveTap } from './pveNets.ts';

/**
 * A VM of Proxmox VE is known by its id there, which it has for life and which is one in the whole cluster. Its UUID is
 * an entry that may be missing, be changed, or be the same in two VMs.
 */
function pveVmId(id: number): NodeId {
  return `vm:pve-${id}`;
}

/** The VMs that Proxmox VE has on file and those whose process tells its id, one node for each id. */
export function pveVmNodes(processes: readonly QemuProcess[], facts: Facts): VmNode[] {
  const running = new Map<number, QemuProcess>();
  for (const process of processes) {
    if (process.pveId !== undefined && !running.has(process.pveId)) running.set(process.pveId, process);
  }
  const ids = new Set([...facts.pveVms.keys(), ...running.keys()]);
  return [...ids].map((id) => pveVmNode(id, facts.pveVms.get(id) ?? null, running.get(id) ?? null, facts));
}

function pveVmNode(id: number, guest: PveGuest | null, process: QemuProcess | null, facts: Facts): VmNode {
  const state = process === null && guest !== null ? stateOf(guest, facts) : 'running';
  return {
    id: pveVmId(id),
    kind: 'vm',
    name: guest?.name ?? process?.name ?? `VM ${id}`,
    uuid: guest?.uuid ?? process?.uuid ?? '',
    state,
    active: state === 'running',
    hypervisor: 'proxmox',
    persistent: guest === null ? null : true,
    autostart: guest?.onBoot ?? false,
    pid: process?.pid ?? null,
    pveId: id,
  };
}

/** The files don’t tell whether a VM runs. Its TAPs do, which are there as long as its process. */
function stateOf({ id, nets }: PveGuest, facts: Facts): 'running' | 'shut off' | 'no state' {
  const taps = nets.flatMap((net) => pveTap(id, net) ?? []);
  if (taps.some((tap) => facts.links.has(tap))) return 'running';
  return taps.length > 0 && taps.every(facts.isAbsent) ? 'shut off' : 'no state';
}
