import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { Topology } from '#shared/topology/model.ts';
import type { LinkEdit } from '../../hostEdit.ts';
import { refuseManaged, refuseManagedPort } from '../../managed.ts';
import type { Refusal } from '../../model.ts';
import { refuseStale } from '../../targets.ts';
import type { EditDraft } from '../draft.ts';
import { draftBridgeCreate } from './bridgeCreate.ts';
import { draftBridgeSet } from './bridgeSet.ts';
import { draftLinkDelete } from './linkDelete.ts';
import { draftLinkSet } from './linkSet.ts';
import { draftMtu } from './mtu.ts';
import { draftTapCreate } from './tapCreate.ts';

/** An edit of the host's own links. */
export function draftLinkEdit(
  snapshot: HostSnapshot,
  topology: Topology,
  edit: LinkEdit,
): EditDraft | Refusal {
  const stale = refuseStale(topology, ['ip-link']);
  if (stale !== null) return stale;
  const managed = refuseManagers(topology, edit);
  if (managed !== null) return managed;
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

/** What a manager of guests keeps between them and a bridge is not changed under its feet; it may be set up again. */
function refuseManagers(topology: Topology, edit: LinkEdit): Refusal | null {
  if (edit.kind === 'bridge-create' || edit.kind === 'tap-create') return null;
  if (edit.kind === 'link-set' && edit.state === 'up') return null;
  const node = graphOf(topology).nodes.get(edit.kind === 'bridge-set' ? edit.bridge : edit.link);
  if (node === undefined || !('master' in node)) return null;
  return refuseManaged(node) ?? (edit.kind === 'link-delete' ? refuseManagedPort(node) : null);
}
