import type { NetworkNode } from '#shared/topology/model.ts';
import { type NodeAction, nodeAction, planning } from './nodeAction.ts';

/** What can be done with one of libvirt's networks. */
export function networkActions({
  id,
  name,
  active,
  autostart,
  persistent,
}: NetworkNode): readonly NodeAction[] {
  return [
    nodeAction({
      id: 'start-stop',
      label: active ? 'Stop' : 'Start',
      isLikely: true,
      perform: planning({ kind: 'network-set', network: id, active: !active }),
    }),
    nodeAction({
      id: 'autostart',
      label: autostart ? 'Don’t start at boot' : 'Start at boot',
      isLikely: true,
      why: persistent ? null : `${name} isn’t saved and disappears when it stops.`,
      perform: planning({ kind: 'network-autostart', network: id, on: !autostart }),
    }),
    nodeAction({
      id: 'delete',
      label: `Delete ${name}…`,
      perform: planning({ kind: 'network-delete', network: id }),
    }),
  ];
}
