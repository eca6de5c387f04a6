import type { VmProcess } from '#shared/host/process.ts';
import { type Vmm, vmmWords } from '#shared/host/vmm.ts';
import type { Facts } from './facts.ts';
import { type Hypervisor, type NodeId, type VmNode, vmId } from './model.ts';
import { pveNodes } from './pveVms.ts';

/**
 * libvirt's domains and Proxmox VE's guests, then every other process that runs a VM: those that nothing manages, and those of a
 * libvirt that was not asked or did not answer (another user's session, a denied socket).
 */
export function vmNodes(facts: Facts): VmNode[] {
  const domains = [...facts.domains.values()].map(
    (domain): VmNode => ({
      id: vmId(domain.uuid),
      kind: 'vm',
      name: domain.name,
      uuid: domain.uuid,
      state: domain.state,
      active: domain.active,
      hypervisor: 'libvirt',
      persistent: domain.persistent,
      autostart: domain.autostart,
      pid: facts.processOfDomain.get(domain.uuid)?.pid ?? null,
      ...(domain.saved === undefined ? {} : { managedSave: domain.saved === null ? null : true }),
    }),
  );
  const elsewhere = processesElsewhere(facts);
  const here = [...facts.processes.values()].filter(
    (process) => !isKnownDomain(process, facts) && !elsewhere.has(process.pid),
  );
  const ofProxmox = pveNodes(here, facts);
  const taken = new Set([...domains, ...ofProxmox].map(({ id }) => id));
  const known = new Set(ofProxmox.map(({ pid }) => pid));
  const others: VmNode[] = [];
  const unknown = here.filter(({ pid }) => !known.has(pid));
  const shared = namesInUse(unknown);
  for (const process of unknown) {
    const id = idOf(process, shared, taken);
    taken.add(id);
    others.push(processNode(id, process));
  }
  return [...domains.sort(byName), ...ofProxmox.sort(byName), ...others.sort(byName)];
}

function isKnownDomain(process: VmProcess, facts: Facts): boolean {
  return process.libvirt && process.uuid !== null && facts.domains.has(process.uuid);
}

/**
 * Processes of another network namespace (QEMU in a container) that hold nothing of this one. Where their namespaces
 * were not read, those are taken for such whose TAPs have names that are not known here.
 */
function processesElsewhere({ snapshot, heldBy, processes, isFresh }: Facts): ReadonlySet<number> {
  const elsewhere = [...processes.values()].filter((process) => process.elsewhere).map(({ pid }) => pid);
  const holders = isFresh('ip-link') ? snapshot.tapHolders.map(({ pid }) => pid) : [];
  return new Set([...elsewhere, ...holders].filter((pid) => !heldBy.has(pid)));
}

/** How many processes go by each name: two of one name are told apart by their process ids. */
function namesInUse(processes: readonly VmProcess[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const process of processes) times.set(keyOf(process), (times.get(keyOf(process)) ?? 0) + 1);
  return times;
}

function keyOf(process: VmProcess): string {
  return `${process.vmm === 'other' ? process.program : process.vmm}-${process.name ?? process.pid}`;
}

function idOf(process: VmProcess, times: ReadonlyMap<string, number>, taken: ReadonlySet<NodeId>): NodeId {
  if (process.libvirt && process.uuid !== null && !taken.has(vmId(process.uuid))) return vmId(process.uuid);
  const key = keyOf(process);
  const plain = vmId(key);
  let id = times.get(key) === 1 ? plain : `${plain}#${process.pid}`;
  while (taken.has(id)) id += "'";
  return id;
}

/** Those that have a name of their own in the contract of the command. */
const HYPERVISORS: ReadonlyMap<Vmm, Hypervisor> = new Map(
  (['qemu', 'cloud-hypervisor', 'firecracker'] as const).map((vmm) => [vmm, vmm]),
);

function processNode(id: NodeId, process: VmProcess): VmNode {
  const vmm = vmmWords(process.vmm, process.program);
  return {
    id,
    kind: 'vm',
    name: process.name ?? `${vmm} ${process.pid}`,
    uuid: process.uuid ?? '',
    // That the process lives is all that can be seen from outside: a paused guest looks the same.
    state: 'running',
    active: true,
    hypervisor: process.libvirt ? 'libvirt' : (HYPERVISORS.get(process.vmm) ?? 'other'),
    ...(process.libvirt ? {} : { vmm }),
    ...(process.elsewhere ? { elsewhere: true } : {}),
    persistent: process.libvirt ? null : false,
    autostart: false,
    pid: process.pid,
  };
}

function byName(a: VmNode, b: VmNode): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
