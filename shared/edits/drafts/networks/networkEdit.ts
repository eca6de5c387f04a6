import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Topology } from '#shared/topology/model.ts';
import type { NetworkEdit } from '../../hostEdit.ts';
import type { Refusal } from '../../model.ts';
import type { PlanOptions } from '../../plan.ts';
import { refuse } from '../../refusal.ts';
import type { Draft } from '../draft.ts';

export function draftNetworkEdit(
  _snapshot: HostSnapshot,
  _topology: Topology,
  _edit: NetworkEdit,
  _options: PlanOptions,
): Draft | Refusal {
  return refuse('Patchbay can’t do this yet.', '');
}
