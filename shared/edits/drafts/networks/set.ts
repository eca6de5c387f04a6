import { z } from 'zod';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { isRefusal, type Refusal } from '#shared/ops/refusal.ts';
import type { Topology } from '#shared/topology/model.ts';
import type { EditKind } from '../../editKind.ts';
import { nodeId } from '../../fields.ts';
import type { NetworkEdit } from '../../hostEdit.ts';
import type { EditDraft } from '../draft.ts';
import { networkOf } from './found.ts';
import { draftStart } from './start.ts';
import { draftStop } from './stop.ts';

type NetworkSet = Extract<NetworkEdit, { kind: 'network-set' }>;

/** A network is started or stopped. */
export const networkSetKind: EditKind<NetworkSet> = {
  schema: z.strictObject({ kind: z.literal('network-set'), network: nodeId, active: z.boolean() }),
  changesHost: false,
  subject: ({ network }) => network,
  phase: ({ active }) => (active ? 'start-network' : 'stop-network'),
  words: ({ network, active }, name) => `${active ? 'Start' : 'Stop'} the network ${name(network)}`,
  draft: draftSet,
};

function draftSet(snapshot: HostSnapshot, topology: Topology, edit: NetworkSet): EditDraft | Refusal {
  const network = networkOf(snapshot, topology, edit.network);
  if (isRefusal(network)) return network;
  return edit.active ? draftStart(snapshot, edit, network) : draftStop(snapshot, edit, network);
}
