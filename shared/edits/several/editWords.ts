import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import { kindOfEdit } from '../kinds.ts';
import type { PlainEdit } from '../model.ts';

/** `Move web 01's net0 to br1`: an edit in words where no plan of it can tell its title. */
export function editWords(topology: Topology, edit: PlainEdit): string {
  return kindOfEdit(edit).words(edit, (id) => nameOf(topology, id));
}

/** Of what is not there, the name that its id ends in. */
function nameOf(topology: Topology, id: NodeId): string {
  const { nodes } = graphOf(topology);
  const node = nodes.get(id);
  if (node === undefined) return id.slice(id.indexOf(':') + 1);
  return node.kind === 'vnic' ? `${nodes.get(node.vm)?.name ?? 'its VM'}’s ${node.name}` : node.name;
}
