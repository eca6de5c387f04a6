import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import type { PlainEdit } from '../../model.ts';

/** `Move web 01's net0 to br1`: an edit in words where no plan of it can tell its title. */
export function editWords(topology: Topology, edit: PlainEdit): string {
  const name = (id: NodeId) => nameOf(topology, id);
  switch (edit.kind) {
    case 'move':
      return `Move ${name(edit.cable)} to ${name(edit.to)}`;
    case 'attach':
      return `Attach a vNIC of ${name(edit.vm)} to ${name(edit.to)}`;
    case 'detach':
      return `Detach ${name(edit.cable)}`;
    case 'unplug':
      return `Unplug ${name(edit.cable)}`;
    case 'link':
      return `Set the link of ${name(edit.cable)} ${edit.state}`;
    case 'repair':
      return `Repair ${name(edit.cable)}`;
    case 'bridge-create':
      return `Create the bridge ${edit.name}`;
    case 'bridge-set':
      return `Set the options of ${name(edit.bridge)}`;
    case 'tap-create':
      return `Create the TAP ${edit.name}`;
    case 'link-delete':
      return `Delete ${name(edit.link)}`;
    case 'link-set':
      return `Set ${name(edit.link)} ${edit.state}`;
    case 'mtu':
      return `Set the MTU of ${name(edit.link)}`;
    case 'network-define':
      return `Define the network ${edit.name}`;
    case 'network-set':
      return `${edit.active ? 'Start' : 'Stop'} the network ${name(edit.network)}`;
    case 'network-autostart':
      return `Set the autostart of the network ${name(edit.network)}`;
    case 'network-delete':
      return `Delete the network ${name(edit.network)}`;
    case 'vnic-change':
      return `Change ${name(edit.cable)}`;
  }
}

/** Of what is not there, the name that its id ends in. */
function nameOf(topology: Topology, id: NodeId): string {
  const { nodes } = graphOf(topology);
  const node = nodes.get(id);
  if (node === undefined) return id.slice(id.indexOf(':') + 1);
  return node.kind === 'vnic' ? `${nodes.get(node.vm)?.name ?? 'its VM'}’s ${node.name}` : node.name;
}
