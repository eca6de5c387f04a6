import { graphOf } from '#shared/topology/graph.ts';
import type { Topology, TopologyNode, VnicNode } from '#shared/topology/model.ts';
import { openWalk } from '../stores/look.ts';
import { disconnected } from './blocked.ts';
import { cableOf } from './cable.ts';
import type { NodeAction } from './nodeAction.ts';

/** The question that people come with. It changes nothing, so that no lock is in its way. */
export const WHY = 'Why has this VM no network?';

/** Why a vNIC, or the one behind a TAP, has no network; of a VM, a row for each of its vNICs. */
export function explainActions(topology: Topology, node: TopologyNode): readonly NodeAction[] {
  const { nodes, out } = graphOf(topology);
  if (node.kind === 'vm' || node.kind === 'container') {
    const vnics = out(node.id).flatMap(({ kind, to }) => {
      const vnic = kind === 'has' ? nodes.get(to) : undefined;
      return vnic?.kind === 'vnic' ? [vnic] : [];
    });
    return vnics.map((vnic) => asking(vnic, `explain-${vnic.id}`, `Why has ${vnic.name} no network?`, false));
  }
  const behind = node.kind === 'vnic' ? node : nodes.get(cableOf(topology, node.id) ?? '');
  if (behind?.kind !== 'vnic') return [];
  const isContainer = nodes.get(behind.vm)?.kind === 'container';
  return [asking(behind, 'explain', isContainer ? 'Why has this container no network?' : WHY, true)];
}

function asking({ id: vnic }: VnicNode, id: NodeAction['id'], label: string, isLikely: boolean): NodeAction {
  return {
    id,
    label,
    keys: id === 'explain' ? ['W'] : [],
    isLikely,
    blocked: ({ host }) => disconnected(host),
    perform: () => openWalk(vnic),
  };
}
