import type { Command } from '#shared/host/command.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { Topology, TopologyNode } from '#shared/topology/model.ts';

/** Commands that only read, with which the user can see for themselves what the inspector says. */
export function lookCommands(topology: Topology, node: TopologyNode): readonly Command[] {
  switch (node.kind) {
    case 'vm':
      return node.hypervisor === 'libvirt' ? [virsh('domiflist', node.uuid)] : [];
    case 'vnic': {
      const vm = graphOf(topology).nodes.get(node.vm);
      return vm?.kind === 'vm' && vm.hypervisor === 'libvirt'
        ? [virsh('domiflist', vm.uuid), virsh('domiflist', vm.uuid, '--inactive')]
        : [];
    }
    case 'network':
      return [virsh('net-dumpxml', node.uuid)];
    case 'bridge':
      return [
        { argv: ['ip', '-d', 'link', 'show', 'dev', node.name] },
        { argv: ['ip', 'link', 'show', 'master', node.name] },
        { argv: ['bridge', 'fdb', 'show', 'br', node.name] },
      ];
    default:
      return [
        { argv: ['ip', '-d', 'link', 'show', 'dev', node.name] },
        { argv: ['bridge', 'fdb', 'show', 'dev', node.name] },
      ];
  }
}

function virsh(...args: readonly string[]): Command {
  return { argv: ['virsh', '-r', '-c', 'qemu:///system', ...args] };
}
