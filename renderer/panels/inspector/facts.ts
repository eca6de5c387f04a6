import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId, Topology, TopologyNode, VmNode, VnicNode } from '#shared/topology/model.ts';
import { runtimeWords } from '#shared/topology/words.ts';
import { type Fact, known, name, words, yesNo } from './fact.ts';
import { linkFacts } from './linkFacts.ts';
import { networkFacts } from './networkFacts.ts';
import { cableFacts, vnicFacts } from './vnicFacts.ts';

/** Everything that is known about a node, in the order to read it; what is unknown is left out. */
export function factsOf(topology: Topology, node: TopologyNode): readonly Fact[] {
  const exists = (id: NodeId) => graphOf(topology).nodes.has(id);
  switch (node.kind) {
    case 'vm':
    case 'container':
      return known(vmFacts(node), exists);
    case 'vnic':
      return known(vnicFacts(topology, node), exists);
    case 'network':
      return known(networkFacts(node), exists);
    default:
      return known(linkFacts(topology, node), exists);
  }
}

/** A vNIC of a VM or container, with what its cable is on the host. */
export interface VmNic {
  readonly vnic: VnicNode;
  readonly facts: readonly Fact[];
}

/** The vNICs of a VM or container, in the order of the topology: which vnet, which bridge, which address. */
export function nicsOf(topology: Topology, vm: NodeId): readonly VmNic[] {
  const exists = (id: NodeId) => graphOf(topology).nodes.has(id);
  return topology.nodes.flatMap((node) =>
    node.kind === 'vnic' && node.vm === vm
      ? [{ vnic: node, facts: known(cableFacts(topology, node), exists) }]
      : [],
  );
}

function hypervisorWords({ hypervisor, vmm }: VmNode): string {
  if (hypervisor === 'proxmox') return 'QEMU, managed by Proxmox VE';
  return vmm === undefined ? 'libvirt' : `${vmm}, not managed by libvirt`;
}

function vmFacts(vm: VmNode) {
  const isLibvirts = vm.hypervisor === 'libvirt';
  return [
    words('State', vm.state),
    words('Next start', nextStartWords(vm)),
    name('UUID', vm.uuid),
    vm.kind === 'container' ? words('Runtime', runtimeOf(vm)) : words('Hypervisor', hypervisorWords(vm)),
    name('Image', vm.image ?? null),
    name('Containers in it', vm.shares?.join(', ') ?? null),
    name('Proxmox VE id', vm.pveId === undefined ? null : String(vm.pveId)),
    words('Persistent', isLibvirts ? definitionWords(vm.persistent) : null),
    words('Autostart', isLibvirts || vm.hypervisor === 'proxmox' ? yesNo(vm.autostart) : null),
    words('Network namespace', vm.elsewhere ? 'another than this host’s, as in a container' : null),
    name('Process', vm.pid === null ? null : String(vm.pid)),
  ];
}

function runtimeOf({ hypervisor, runtime }: VmNode): string | null {
  if (hypervisor === 'proxmox') return 'LXC, managed by Proxmox VE';
  return runtime === undefined ? null : runtimeWords(runtime);
}

/** What the next start of a VM that is off goes by, where that is not its definition. */
function nextStartWords({ managedSave }: VmNode): string | null {
  if (managedSave === undefined) return null;
  return managedSave === null
    ? 'unknown: libvirt doesn’t say whether it has a saved image'
    : 'resumes its saved image, not its definition';
}

function definitionWords(persistent: boolean | null): string {
  if (persistent === null) return 'unknown: libvirt doesn’t say';
  return persistent ? 'yes' : 'no: disappears when it stops';
}
