import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { linkId, type NodeId, type Topology, type VnicNode } from '#shared/topology/model.ts';
import { isRefusal, type Refusal } from '../../ops/refusal.ts';
import { vnicCable } from '../cable.ts';
import { refuseStale, refuseUnreadVm } from '../unread.ts';
import { type Situation, situationOf } from './situation.ts';

/** A vNIC with what is known of it. */
export interface FoundVnic extends Situation {
  readonly vnic: VnicNode;
  /** Itself and its TAP. */
  readonly touches: readonly NodeId[];
}

/** The vNIC that an edit names, itself or by its TAP. */
export function vnicOfCable(snapshot: HostSnapshot, topology: Topology, cable: NodeId): FoundVnic | Refusal {
  const found = vnicCable(topology, cable);
  if (isRefusal(found)) return found;
  const stale =
    refuseStale(topology.sources, ['ip-link', 'virsh']) ?? refuseUnreadVm(topology.sources, found.vm);
  if (stale !== null) return stale;
  const situation = situationOf(snapshot, found.vm, found.vnic);
  if (isRefusal(situation)) return situation;
  const { tap } = situation;
  const touches = tap === null ? [found.vnic.id] : [found.vnic.id, linkId(tap.name)];
  return { ...situation, vnic: found.vnic, touches };
}
