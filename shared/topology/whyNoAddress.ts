import { graphOf } from './graph.ts';
import { isGuest, type NetworkNode, type Topology, type VnicNode } from './model.ts';
import { bridgeOf } from './probe.ts';

/** Why no address of a vNIC is known, in words after “unknown: ”; null where one is, or its VM doesn’t run. */
export function whyNoAddress(topology: Topology, vnic: VnicNode): string | null {
  if (vnic.ips.length > 0 || vnic.presence === 'boot') return null;
  const vm = graphOf(topology).nodes.get(vnic.vm);
  if (!isGuest(vm) || !vm.active) return null;
  if (vnic.mac === null) return 'its MAC isn’t known';
  if (hasTwin(topology, vnic)) return 'another running vNIC has the same MAC';
  const agent = vm.kind === 'vm' && vm.hypervisor === 'libvirt' ? ['no guest agent answers'] : [];
  const bridge = bridgeOf(topology, vnic);
  if (bridge === null) return [...agent, 'it isn’t on a bridge of this host'].join(', ');
  const network = topology.nodes.find(
    (node): node is NetworkNode => node.kind === 'network' && bridge.networks.includes(node.name),
  );
  const lease = network !== undefined && network.forward !== 'bridge' ? ['no DHCP lease'] : [];
  const hasAddress = bridge.addresses.length > 0;
  const heard = hasAddress ? 'this host hasn’t heard from it' : `this host has no address on ${bridge.name}`;
  return [...agent, ...lease, heard].join(', ');
}

function hasTwin(topology: Topology, vnic: VnicNode): boolean {
  const graph = graphOf(topology);
  return topology.nodes.some((node) => {
    if (node.kind !== 'vnic' || node.id === vnic.id || node.mac !== vnic.mac || node.presence === 'boot')
      return false;
    const vm = graph.nodes.get(node.vm);
    return isGuest(vm) && vm.active;
  });
}
