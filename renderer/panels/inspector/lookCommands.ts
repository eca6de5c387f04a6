import type { Command } from '#shared/host/command.ts';
import { onLibvirt, SYSTEM_URI } from '#shared/host/libvirtUri.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { Topology, TopologyNode } from '#shared/topology/model.ts';

/** Commands that only read, with which the user can see for themselves what the inspector says. */
export function lookCommands(topology: Topology, node: TopologyNode): readonly Command[] {
  const look = (...args: readonly string[]) => onLibvirt(virsh(...args), topology.libvirtUri);
  switch (node.kind) {
    case 'vm':
    case 'container':
      return node.hypervisor === 'libvirt' ? [look('domiflist', node.uuid)] : [];
    case 'vnic': {
      const vm = graphOf(topology).nodes.get(node.vm);
      return vm?.kind === 'vm' && vm.hypervisor === 'libvirt'
        ? [look('domiflist', vm.uuid), look('domiflist', vm.uuid, '--inactive')]
        : [];
    }
    case 'network':
      return [look('net-dumpxml', node.uuid)];
    case 'bridge':
      return [
        { argv: ['ip', '-d', 'link', 'show', 'dev', node.name] },
        { argv: ['ip', 'link', 'show', 'master', node.name] },
        { argv: ['bridge', 'fdb', 'show', 'br', node.name] },
      ];
    case 'ovs-bridge':
      return [{ argv: ['ovs-vsctl', 'list', 'Bridge', node.name] }, ofLink(node.name)];
    default:
      if (node.slaveKind === 'openvswitch') {
        const ofSwitch = { argv: ['ovs-vsctl', 'list', 'Interface', node.name] } as const;
        return node.ifindex === 0 ? [ofSwitch] : [ofLink(node.name), ofSwitch];
      }
      if (node.isTaken) return [{ argv: ['lspci', '-nnk', '-s', node.name] }];
      return [ofLink(node.name), { argv: ['bridge', 'fdb', 'show', 'dev', node.name] }];
  }
}

function ofLink(name: string): Command {
  return { argv: ['ip', '-d', 'link', 'show', 'dev', name] };
}

function virsh(...args: readonly string[]): Command {
  return { argv: ['virsh', '-r', '-c', SYSTEM_URI, ...args] };
}
