import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { isRefusal } from '#shared/ops/refusal.ts';
import type { Topology } from '#shared/topology/model.ts';
import type { NetworkEdit } from '../../hostEdit.ts';
import type { Refusal } from '../../model.ts';
import type { PlanOptions } from '../../plan.ts';
import { refuseStale } from '../../targets.ts';
import { refuseUnreadNetwork, refuseUnreadNetworks } from '../../unread.ts';
import type { EditDraft } from '../draft.ts';
import { draftAutostart } from './autostart.ts';
import { draftDefine } from './define.ts';
import { draftDelete } from './delete.ts';
import { networkOfNode } from './found.ts';
import { draftStart } from './start.ts';
import { draftStop } from './stop.ts';

/** One of libvirt's networks is defined, started, stopped, started with the host or not, or deleted. */
export function draftNetworkEdit(
  snapshot: HostSnapshot,
  topology: Topology,
  edit: NetworkEdit,
  options: Pick<PlanOptions, 'randomUuid'>,
): EditDraft | Refusal {
  const stale = refuseStale(topology, ['ip-link', 'virsh']) ?? refuseUnreadNetworks(topology.sources);
  if (stale !== null) return stale;
  if (edit.kind === 'network-define') return draftDefine(snapshot, edit, options.randomUuid);
  const network = networkOfNode(snapshot, topology, edit.network);
  if (isRefusal(network)) return network;
  const unread = refuseUnreadNetwork(topology.sources, network);
  if (unread !== null) return unread;
  switch (edit.kind) {
    case 'network-set':
      return edit.active ? draftStart(snapshot, edit, network) : draftStop(snapshot, edit, network);
    case 'network-autostart':
      return draftAutostart(edit, network);
    case 'network-delete':
      return draftDelete(snapshot, edit, network);
  }
}
