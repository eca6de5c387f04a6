import { isBondMode } from '#shared/host/bondSettings.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { isLink, type LinkNode, linkId, type NodeId, type Topology } from '#shared/topology/model.ts';
import { bondOf, canCarryVlan, isFreeCard, newBond, newVlan } from '../forms/layerForm.ts';
import { readForm } from '../forms/readForm.ts';
import { asking, type NodeAction, nodeAction, planning } from './nodeAction.ts';

/** What can be done with a link as the parent of VLANs, as a bond, or as a bond's member. */
export function layerActions(topology: Topology, link: LinkNode): readonly NodeAction[] {
  return [
    ...(link.kind === 'bond' ? [options(topology, link)] : []),
    ...memberActions(topology, link),
    ...(canCarryVlan(link)
      ? [
          nodeAction({
            id: 'vlan',
            label: 'Create a VLAN on it…',
            perform: asking(newVlan(topology, link.id)),
          }),
        ]
      : []),
    ...(isFreeCard(topology, link)
      ? [
          nodeAction({
            id: 'bond',
            label: 'Create a bond with it…',
            perform: asking(newBond(topology, [link.id])),
          }),
        ]
      : []),
  ];
}

function options(topology: Topology, bond: LinkNode): NodeAction {
  const form = bondOf(topology, bond);
  return nodeAction({
    id: 'options',
    label: 'Options and members…',
    isLikely: true,
    why: form === null ? 'Its settings couldn’t be read.' : null,
    perform: form === null ? () => {} : asking(form),
  });
}

function memberActions(
  topology: Topology,
  { id, master, member, slaveKind }: LinkNode,
): readonly NodeAction[] {
  const bond = master === null ? undefined : graphOf(topology).nodes.get(linkId(master));
  if (slaveKind !== 'bond' || !isLink(bond)) return [];
  const form = bondOf(topology, bond);
  const why = form === null ? 'The settings of its bond couldn’t be read.' : null;
  return [
    ...(member === 'backup' || member === 'up' ? activation(topology, bond, id, why) : []),
    nodeAction({
      id: 'leave',
      label: `Remove from ${bond.name}…`,
      isLikely: true,
      why,
      perform: settingBond(topology, bond, (members) => members.filter((each) => each !== id), null),
    }),
  ];
}

function activation(topology: Topology, bond: LinkNode, id: NodeId, why: string | null): NodeAction[] {
  if (bond.bond?.active == null) return [];
  return [
    nodeAction({
      id: 'activate',
      label: `Make it the active member of ${bond.name}…`,
      isLikely: true,
      why,
      perform: settingBond(topology, bond, (members) => members, id),
    }),
  ];
}

/** The bond as it is, but for its members or its active one. */
function settingBond(
  topology: Topology,
  bond: LinkNode,
  change: (members: readonly NodeId[]) => readonly NodeId[],
  active: NodeId | null,
): () => void {
  const form = bondOf(topology, bond);
  if (form === null || !isBondMode(form.mode)) return () => {};
  const read = readForm({ ...form, members: change(form.members), active: active ?? form.activeNow });
  return read.ok ? planning(read.edit) : () => {};
}
