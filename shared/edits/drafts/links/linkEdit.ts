import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Topology } from '#shared/topology/model.ts';
import type { LinkEdit } from '../../hostEdit.ts';
import type { Refusal } from '../../model.ts';
import { refuseStale } from '../../targets.ts';
import type { Draft } from '../draft.ts';
import { draftBridgeCreate } from './bridgeCreate.ts';
import { draftBridgeSet } from './bridgeSet.ts';
import { draftLinkDelete } from './linkDelete.ts';
import { draftLinkSet } from './linkSet.ts';
import { draftMtu } from './mtu.ts';
import { draftTapCreate } from './tapCreate.ts';

/** An edit of the host's own links. */
export function draftLinkEdit(snapshot: HostSnapshot, topology: Topology, edit: LinkEdit): Draft | Refusal {
  const stale = refuseStale(topology, ['ip-link']);
  if (stale !== null) return stale;
  switch (edit.kind) {
    case 'bridge-create':
      return draftBridgeCreate(snapshot, edit);
    case 'bridge-set':
      return draftBridgeSet(snapshot, topology, edit);
    case 'tap-create':
      return draftTapCreate(snapshot, topology, edit);
    case 'link-delete':
      return draftLinkDelete(snapshot, topology, edit);
    case 'link-set':
      return draftLinkSet(snapshot, topology, edit);
    case 'mtu':
      return draftMtu(snapshot, topology, edit);
  }
}
