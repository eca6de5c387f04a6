import { z } from 'zod';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { alreadySo, isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import type { Topology } from '#shared/topology/model.ts';
import type { EditKind } from '../../editKind.ts';
import { nodeId } from '../../fields.ts';
import type { NetworkEdit } from '../../hostEdit.ts';
import { virshLine } from '../../virshLine.ts';
import type { EditDraft } from '../draft.ts';
import { networkOf, touchesOf } from './found.ts';

type Autostart = Extract<NetworkEdit, { kind: 'network-autostart' }>;

/** Whether a network starts with the host. */
export const networkAutostartKind: EditKind<Autostart> = {
  schema: z.strictObject({ kind: z.literal('network-autostart'), network: nodeId, on: z.boolean() }),
  changesHost: false,
  subject: ({ network }) => network,
  phase: () => 'plug',
  words: ({ network }, name) => `Set the autostart of the network ${name(network)}`,
  draft: draftAutostart,
};

function draftAutostart(snapshot: HostSnapshot, topology: Topology, edit: Autostart): EditDraft | Refusal {
  const network = networkOf(snapshot, topology, edit.network);
  if (isRefusal(network)) return network;
  const { name, uuid, persistent, autostart } = network;
  const { on } = edit;
  if (!persistent) {
    return refuse(
      `The network ${name} is transient: it has no definition, so it can’t start with the host.`,
      `Define it first: ${virshLine(snapshot, 'net-dumpxml', name)} | ${virshLine(snapshot, 'net-define', '/dev/stdin')}`,
    );
  }
  if (autostart === on) {
    return alreadySo(
      `The network ${name} ${on ? 'already starts with the host' : 'already doesn’t start with the host'}.`,
    );
  }
  return {
    edit,
    title: on ? `Start the network ${name} with the host` : `Don’t start the network ${name} with the host`,
    effects: [
      on
        ? `libvirt starts ${name} whenever libvirt itself starts, such as when the host boots.`
        : `After the next boot, ${name} is inactive until you start it, and a VM on it can’t start before that.`,
      `Until then it stays ${network.active ? 'active' : 'inactive'}.`,
    ],
    warnings: [],
    lasts: 'boot',
    persistChoices: ['boot'],
    ops: [{ op: 'network-autostart', network: uuid, on }],
    undoTitle: on
      ? `Don’t start the network ${name} with the host again`
      : `Start the network ${name} with the host again`,
    touches: touchesOf(network),
    done: on ? `The network ${name} now starts at boot` : `The network ${name} no longer starts at boot`,
  };
}
