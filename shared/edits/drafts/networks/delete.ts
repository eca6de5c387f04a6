import { z } from 'zod';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { listed } from '#shared/ops/listed.ts';
import { definitionOf } from '#shared/ops/network/networks.ts';
import type { Op } from '#shared/ops/op.ts';
import { isRefusal, type Refusal } from '#shared/ops/refusal.ts';
import type { Topology } from '#shared/topology/model.ts';
import type { EditKind } from '../../editKind.ts';
import { nodeId } from '../../fields.ts';
import type { NetworkEdit } from '../../hostEdit.ts';
import { unreadUsers } from '../../unread.ts';
import type { EditDraft } from '../draft.ts';
import { networkOf, touchesOf } from './found.ts';
import { refuseStop, savedOn, stopEffects, stopWarnings } from './stop.ts';
import { usersOf } from './users.ts';

type Delete = Extract<NetworkEdit, { kind: 'network-delete' }>;

/** A network is stopped where it runs, and forgotten. */
export const networkDeleteKind: EditKind<Delete> = {
  schema: z.strictObject({ kind: z.literal('network-delete'), network: nodeId }),
  changesHost: false,
  subject: ({ network }) => network,
  phase: () => 'forget-network',
  words: ({ network }, name) => `Delete the network ${name(network)}`,
  draft: draftDelete,
};

function draftDelete(snapshot: HostSnapshot, topology: Topology, edit: Delete): EditDraft | Refusal {
  const network = networkOf(snapshot, topology, edit.network);
  if (isRefusal(network)) return network;
  const { name, uuid, active, autostart } = network;
  const definition = definitionOf(network);
  if (isRefusal(definition)) return definition;
  const refusal = active ? refuseStop(snapshot, network) : null;
  if (refusal !== null) return refusal;
  const { defining, saved } = usersOf(network, null, snapshot);
  const ops: Op[] = [
    ...(active ? [{ op: 'network-active', network: uuid, active: false } as const] : []),
    // Undefining takes it away as well: as a step of its own, the undo gives it back.
    ...(autostart ? [{ op: 'network-autostart', network: uuid, on: false } as const] : []),
    { op: 'network-undefine', network: uuid },
  ];
  return {
    edit,
    title: `Delete the network ${name}`,
    effects: [
      ...(active ? stopEffects(network) : []),
      `libvirt deletes its definition. Undo defines it again with the same UUID.`,
    ],
    warnings: [
      ...(active ? stopWarnings(snapshot, network) : []),
      ...(defining.length === 0
        ? []
        : [
            `The ${defining.length === 1 ? 'definition' : 'definitions'} of ${listed(defining.map((vm) => vm.name))} ${defining.length === 1 ? 'names' : 'name'} ${name}: without it the ${defining.length === 1 ? 'VM' : 'VMs'} won’t start. Move ${defining.length === 1 ? 'its vNIC' : 'their vNICs'} elsewhere first.`,
          ]),
      ...savedOn(saved, name),
      ...unreadUsers(snapshot, name),
    ],
    lasts: 'both',
    persistChoices: ['both'],
    ops,
    undoTitle: `Define the network ${name} again${active ? ' and start it' : ''}`,
    touches: touchesOf(network),
    done: `Deleted the network ${name}`,
  };
}
