import { z } from 'zod';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Topology } from '#shared/topology/model.ts';
import type { Op, Scope } from '../../ops/op.ts';
import { alreadySo, isRefusal, type Refusal, refuse } from '../../ops/refusal.ts';
import type { EditKind } from '../editKind.ts';
import { nodeId, persist, upOrDown } from '../fields.ts';
import type { Edit, Persist } from '../model.ts';
import type { EditDraft } from './draft.ts';
import { choosePersist, refuseConfig, refuseLive } from './persist.ts';
import { type FoundVnic, vnicOfCable } from './vnicDraft.ts';

type VnicLinkEdit = Extract<Edit, { kind: 'link' }>;

/** The guest's end of the cable is pulled out or put in again: the plug on the host stays where it is. */
export const vnicLinkKind: EditKind<VnicLinkEdit> = {
  schema: z.strictObject({ kind: z.literal('link'), cable: nodeId, state: upOrDown, persist }),
  changesHost: false,
  subject: ({ cable }) => cable,
  phase: () => 'plug',
  words: ({ cable, state }, name) => `Set the link of ${name(cable)} ${state}`,
  draft: draftLink,
};

function draftLink(snapshot: HostSnapshot, topology: Topology, edit: VnicLinkEdit): EditDraft | Refusal {
  const found = vnicOfCable(snapshot, topology, edit.cable);
  return isRefusal(found) ? found : linkFound(found, edit.state, edit.persist);
}

/** The same for a vNIC that was found before. */
export function linkFound(
  { domain, key, live, defined, name, vnic, touches }: FoundVnic,
  state: VnicLinkEdit['state'],
  persist: Persist | undefined,
): EditDraft | Refusal {
  if (vnic.sourceType === 'hostdev') {
    return refuse(
      `${name} is a device of the host that was passed through: libvirt has no say over its link.`,
      '',
    );
  }
  const set = (scope: Scope): Op[] => [{ op: 'vnic-link', domain: domain.uuid, scope, vnic: key, state }];
  const chosen = choosePersist(
    {
      live:
        refuseLive(domain) ??
        (live === null
          ? refuse(`The running ${domain.name} has not got ${name}.`, 'Choose boot.')
          : live.linkState === state
            ? []
            : set('live')),
      config:
        refuseConfig(domain) ??
        (defined === null
          ? refuse(`The definition of ${domain.name} has not got ${name}.`, 'Choose now.')
          : defined.linkState === state
            ? []
            : set('config')),
    },
    persist,
  );
  if (isRefusal(chosen)) return chosen;
  const { lasts, choices, ops } = chosen;
  if (ops.length === 0) return alreadySo(`The link of ${name} is ${state} already.`);
  return {
    edit: { kind: 'link', cable: vnic.id, state, persist: lasts },
    title: `Set the link of ${name} ${state}`,
    effects: [
      ...(lasts === 'boot'
        ? []
        : [
            state === 'down'
              ? 'The guest sees its cable unplugged; the TAP stays where it is and looks unchanged on the host.'
              : 'The guest sees its cable plugged in again, and as a rule asks for an IP address anew.',
          ]),
      ...(lasts === 'now' ? [] : [`The definition of ${domain.name} keeps the link ${state}.`]),
    ],
    warnings: [],
    lasts,
    persistChoices: choices,
    ops,
    undoTitle: `Set the link of ${name} ${state === 'up' ? 'down' : 'up'} again`,
    touches,
    done: `${state === 'up' ? 'Plugged in' : 'Unplugged'} the guest’s cable of ${name}`,
  };
}
