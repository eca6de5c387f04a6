import { z } from 'zod';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Topology } from '#shared/topology/model.ts';
import { cableVerb } from '../../ops/names.ts';
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
  words: ({ cable, state }, name) => `${cableVerb[state]} ${name(cable)}`,
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
    return refuse(`${name} is a host device that is passed through: libvirt can’t change its link.`, '');
  }
  const set = (scope: Scope): Op[] => [{ op: 'vnic-link', domain: domain.uuid, scope, vnic: key, state }];
  const chosen = choosePersist(
    {
      live:
        refuseLive(domain) ??
        (live === null
          ? refuse(`The running ${domain.name} doesn’t have ${name}.`, 'Choose boot.')
          : live.linkState === state
            ? []
            : set('live')),
      config:
        refuseConfig(domain) ??
        (defined === null
          ? refuse(`The definition of ${domain.name} doesn’t have ${name}.`, 'Choose now.')
          : defined.linkState === state
            ? []
            : set('config')),
    },
    persist,
  );
  if (isRefusal(chosen)) return chosen;
  const { lasts, choices, ops } = chosen;
  if (ops.length === 0)
    return alreadySo(
      `The guest’s cable of ${name} is already ${state === 'up' ? 'plugged in' : 'unplugged'}.`,
    );
  return {
    edit: { kind: 'link', cable: vnic.id, state, persist: lasts },
    title: `${cableVerb[state]} ${name}`,
    effects: [
      ...(lasts === 'boot'
        ? []
        : [
            state === 'down'
              ? 'The guest sees its cable unplugged. The TAP on the host stays as it is.'
              : 'The guest sees its cable plugged in again, and usually asks for an IP address again.',
          ]),
      ...(lasts === 'now'
        ? []
        : [
            `The definition of ${domain.name} ${lasts === 'both' ? 'also ' : ''}has the cable ${state === 'up' ? 'plugged in' : 'unplugged'} from now on.`,
          ]),
    ],
    warnings: [],
    lasts,
    persistChoices: choices,
    ops,
    undoTitle: `${cableVerb[state === 'up' ? 'down' : 'up']} ${name} again`,
    touches,
    done: `${state === 'up' ? 'Plugged in' : 'Unplugged'} the guest’s cable of ${name}`,
  };
}
