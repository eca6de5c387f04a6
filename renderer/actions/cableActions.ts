import { graphOf } from '#shared/topology/graph.ts';
import {
  isGuest,
  type LinkNode,
  type NodeId,
  type Topology,
  type VmNode,
  type VnicNode,
} from '#shared/topology/model.ts';
import { changeOf } from '../forms/newForm.ts';
import { openSheet } from '../stores/edits.ts';
import { asking, type NodeAction, nodeAction, planning } from './nodeAction.ts';
import { pull as pullCable } from './pull.ts';

/** What can be done with a VM. */
export function vmActions({ id, runtime }: VmNode): readonly NodeAction[] {
  // What is inside a container is its runtime’s.
  if (runtime !== undefined) return [];
  return [attachTo(id, 'Attach a vNIC…', true)];
}

/** What can be done with a vNIC and its cable. */
export function vnicActions(topology: Topology, vnic: VnicNode): readonly NodeAction[] {
  if (vnic.sourceType === 'container') return [move(vnic.id, 'Move to…'), pull(vnic.id, 'Disconnect…', null)];
  const isUp = vnic.linkState === 'up';
  return [
    move(vnic.id, 'Move to…'),
    pull(vnic.id, 'Disconnect…', null),
    nodeAction({
      id: 'link',
      label: isUp ? 'Unplug guest’s cable' : 'Plug in guest’s cable',
      perform: planning({ kind: 'link', cable: vnic.id, state: isUp ? 'down' : 'up' }),
    }),
    nodeAction({
      id: 'change',
      label: 'Change model, MAC or TAP name…',
      why: whyNotChanged(topology, vnic),
      perform: asking(changeOf(vnic)),
    }),
    nodeAction({
      id: 'find-address',
      label: 'Find its address…',
      why: vnic.ips.length > 0 ? 'Its address is known.' : null,
      perform: () => openSheet({ step: 'find-address', vnic: vnic.id }),
    }),
    attachTo(vnic.vm, 'Attach another vNIC…', false),
  ];
}

/** What can be done with the plug of a link that no vNIC stands behind. */
export function plugActions(link: LinkNode): readonly NodeAction[] {
  const { id, name, master } = link;
  return [
    move(id, master === null ? 'Connect to…' : 'Move to…'),
    pull(id, 'Disconnect…', master === null ? `${name} isn’t connected to any bridge.` : null),
  ];
}

function move(cable: NodeId, label: string): NodeAction {
  return nodeAction({
    id: 'move',
    label,
    keys: ['M'],
    isLikely: true,
    perform: () => openSheet({ step: 'choose-target', grabbed: { kind: 'cable', id: cable } }),
  });
}

function pull(cable: NodeId, label: string, why: string | null): NodeAction {
  return nodeAction({
    id: 'pull',
    label,
    keys: ['Delete', 'Backspace'],
    isLikely: true,
    why,
    perform: () => pullCable(cable),
  });
}

function attachTo(vm: NodeId, label: string, isLikely: boolean): NodeAction {
  return nodeAction({
    id: 'attach',
    label,
    keys: ['A'],
    isLikely,
    perform: () => openSheet({ step: 'choose-target', grabbed: { kind: 'socket', vm } }),
  });
}

/** QEMU makes a NIC once, when the VM starts. */
function whyNotChanged(topology: Topology, vnic: VnicNode): string | null {
  const vm = graphOf(topology).nodes.get(vnic.vm);
  if (!isGuest(vm)) return 'Its VM is no longer on the host.';
  if (vm.hypervisor === 'proxmox') return null;
  if (vm.hypervisor !== 'libvirt') return `${vm.name} was not started by libvirt.`;
  if (vm.managedSave === true) {
    return `${vm.name} is saved and resumes with the vNIC it had. Start it and shut it down first, or attach another vNIC once it runs.`;
  }
  return vm.active ? `${vm.name} is ${vm.state}. Shut it down first, or attach another vNIC.` : null;
}
